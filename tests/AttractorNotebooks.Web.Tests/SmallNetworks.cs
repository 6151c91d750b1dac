using System.Collections.Concurrent;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Web.Tests;

/// <summary>Networks on generated digits, made once for all tests.</summary>
internal static class SmallNetworks
{
    private static readonly Lazy<DigitData> AllDigits = new(() =>
    {
        ImageSet train = GeneratedDigits.Draw(1000, 1), test = GeneratedDigits.Draw(40, 1, "test");
        return new DigitData(train, test, "drawn for tests");
    });

    private static readonly ConcurrentDictionary<EmbeddingKind, Lazy<TrainedNetwork>> OfThePublishedRule = new();

    private static readonly Lazy<string> Document = new(() => Explorer.Of(Published, digits: Digits).ToPage());

    /// <summary>Digits of 28 x 28.</summary>
    public static DigitData Digits => AllDigits.Value;

    /// <summary>Trained by the local rule: 196 tokens of 8 components.</summary>
    public static TrainedNetwork Published => PublishedWith(EmbeddingKind.Orthonormal);

    /// <summary>The page of <see cref="Published"/>.</summary>
    public static string Page => Document.Value;

    /// <summary>The same with another embedding.</summary>
    public static TrainedNetwork PublishedWith(EmbeddingKind kind) => OfThePublishedRule.GetOrAdd(kind, each => new(() => Train(
        TrainingPresets.Figure with { Embedding = each, Examples = 1000, Epochs = 4 }))).Value;

    public static TrainedNetwork Train(TrainingPlan plan)
    {
        TrainingSession session = TrainingSession.Start(plan, Digits);
        session.Run();
        return session.Network;
    }

    /// <summary>Random couplings for images of 12 x 12 in patches of 2 x 2.</summary>
    public static TrainedNetwork Random(EmbeddingKind kind, int dim, DynamicsSettings recall, int seed)
    {
        ImageTokenizer tokenizer = new(new PatchGrid(12, 12, 2), Embedding.Create(kind, dim, 8, seed));
        Couplings couplings = Couplings.Random(tokenizer.Tokens, dim, seed);
        // As large as trained ones.
        foreach (ref float value in couplings.Values) value *= dim;
        return new TrainedNetwork(couplings, tokenizer, new TrainingPlan { Dim = dim, Embedding = kind }, 0, "nothing", recall);
    }
}
