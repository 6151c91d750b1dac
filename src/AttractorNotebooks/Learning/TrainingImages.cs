using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Learning;

/// <summary>Chooses what to train on, and knows it again.</summary>
internal static class TrainingImages
{
    /// <summary>So many training images, as many of each class where there are labels.</summary>
    /// <exception cref="ArgumentException">There are too few; says how many.</exception>
    public static ImageSet Choose(ImageSet train, int examples, int seed) =>
        examples > train.Count
            ? throw new ArgumentException($"{examples} examples are asked for, but {train.Name} has {train.Count}; ask for fewer.")
            : examples == train.Count || !train.HasLabels ? train.Take(examples) : train.ClassBalanced(examples, seed);

    /// <summary>Sets the last images of a set aside.</summary>
    /// <exception cref="ArgumentException">Nothing would be left to learn from; says how many images there are.</exception>
    public static (ImageSet Train, ImageSet HeldOut) HoldOut(ImageSet train, int heldOut)
    {
        int left = train.Count - heldOut;
        if (left < 1) throw new ArgumentException(
            $"{heldOut} images are to be held out of {train.Name}, which has {train.Count}; hold out fewer.");
        return (train.Take(left), train.Select(Enumerable.Range(left, heldOut)));
    }

    /// <summary>What is trained on, in words.</summary>
    public static string Provenance(TrainingPlan plan, ImageSet train) => $"{plan.Examples} of {train.Name}: {train.Provenance}";

    /// <summary>SHA-256 of the pixels that are trained and measured on: two folders may go by the same name.</summary>
    public static string Fingerprint(params ImageSet[] sets)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ImageSet images in sets) hash.AppendData(MemoryMarshal.AsBytes(images.Pixels.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
