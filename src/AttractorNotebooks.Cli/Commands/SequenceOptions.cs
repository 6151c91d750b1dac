using System.CommandLine;
using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>The options of <c>attractor sequence train</c> that say what is learnt and how.</summary>
internal sealed class SequenceOptions
{
    private readonly SequenceSettings _usual;
    private readonly Option<int> _context;
    private readonly Option<SequenceForm> _form;
    private readonly Option<int> _heads;
    private readonly Option<CouplingSharing> _sharing;
    private readonly Option<CharacterVectors> _vectors;
    private readonly Option<int> _dim;
    private readonly Option<int> _pairs;
    private readonly Option<int> _triples;
    private readonly Option<int> _quadruples;
    private readonly Option<int> _leastCount;
    private readonly Option<double> _hidden;
    private readonly Option<int> _epochs;
    private readonly Option<int> _batch;
    private readonly Option<double> _rate;
    private readonly Option<int> _seed;

    /// <param name="usual">What is not given.</param>
    public SequenceOptions(SequenceSettings usual)
    {
        _usual = usual;
        _context = Whole("--context", 1, SequenceSettings.LongestContext, usual.Context, "Characters back that a token hears.");
        _form = WordOption.Create("--form", usual.Form);
        _form.Description = "mixture: the published energy, one source explains a character; pooled: all sources add up.";
        _heads = Whole("--heads", 1, SequenceSettings.MostHeads, usual.Heads, "Heads.");
        _sharing = WordOption.Create("--sharing", usual.Sharing);
        _sharing.Description = "distance: one coupling for every distance; free: one for every pair of places in a window.";
        _vectors = WordOption.Create("--vectors", usual.Vectors);
        _vectors.Description = "onehot: an axis for every character; sphere: random unit vectors.";
        _dim = Whole("--dim", 2, 1024, usual.Dim, "Components of a vector on the sphere.");
        _pairs = Whole("--pairs", 0, 255, usual.Pairs, "Distances at which pairs of characters are heard as tokens of their own.");
        _triples = Whole("--triples", 0, 254, usual.Triples, "As --pairs, for three characters in a row.");
        _quadruples = Whole("--quadruples", 0, 253, usual.Quadruples, "As --pairs, for four characters in a row.");
        _leastCount = Whole("--least-count", 1, int.MaxValue, usual.LeastCount, "How often such a token stands in the text at least.");
        _hidden = new NumberRange(0, 1, Below: true).Real("--hidden", usual.HiddenFraction);
        _hidden.Description = "Chance of a source to be hidden from a token while learning.";
        _epochs = Whole("--epochs", 0, 1_000_000, usual.Epochs, "Passes over the text.");
        _batch = Whole("--batch", 1, 1 << 20, usual.BatchSize, "Characters of a batch.");
        _rate = NumberRange.Positive.Real("--rate", usual.Optimizer.LearningRate);
        _rate.Description = "Learning rate at the start; it falls to zero along half a cosine.";
        _seed = CommonOptions.Seed();
    }

    public IEnumerable<Option> All =>
        [_context, _form, _heads, _sharing, _vectors, _dim, _pairs, _triples, _quadruples, _leastCount, _hidden, _epochs, _batch,
            _rate, _seed];

    /// <summary>The settings that were asked for.</summary>
    public SequenceSettings Read(ParseResult parsed) => _usual with
    {
        Context = parsed.GetValue(_context),
        Form = parsed.GetValue(_form),
        Heads = parsed.GetValue(_heads),
        Sharing = parsed.GetValue(_sharing),
        Vectors = parsed.GetValue(_vectors),
        Dim = parsed.GetValue(_dim),
        Pairs = parsed.GetValue(_pairs),
        Triples = parsed.GetValue(_triples),
        Quadruples = parsed.GetValue(_quadruples),
        LeastCount = parsed.GetValue(_leastCount),
        HiddenFraction = parsed.GetValue(_hidden),
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batch),
        Optimizer = _usual.Optimizer with { LearningRate = parsed.GetValue(_rate) },
        Seed = parsed.GetValue(_seed),
    };

    private static Option<int> Whole(string name, int least, int most, int usual, string description)
    {
        Option<int> option = new NumberRange(least, most).Whole(name, usual);
        option.Description = description;
        return option;
    }
}
