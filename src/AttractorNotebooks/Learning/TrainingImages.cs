using AttractorNotebooks.Data;

namespace AttractorNotebooks.Learning;

/// <summary>Chooses what to train on.</summary>
internal static class TrainingImages
{
    /// <summary>So many training images, as many of each class where there are labels.</summary>
    /// <exception cref="ArgumentException">There are too few; says how many.</exception>
    public static ImageSet Choose(ImageSet train, int examples, int seed) =>
        examples > train.Count
            ? throw new ArgumentException($"{examples} examples are asked for, but {train.Name} has {train.Count}; ask for fewer.")
            : examples == train.Count || !train.HasLabels ? train.Take(examples) : train.ClassBalanced(examples, seed);
}
