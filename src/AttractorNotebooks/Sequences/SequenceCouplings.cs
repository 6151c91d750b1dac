namespace AttractorNotebooks.Sequences;

/// <summary>
/// The couplings of a sequence: what is learnt, and as tables what it says of every character after everything that can be heard.
/// </summary>
internal sealed class SequenceCouplings
{
    /// <param name="settings">The settings.</param>
    /// <param name="sources">What tokens hear.</param>
    /// <param name="vectors">The characters' vectors; null where they are one-hot.</param>
    /// <param name="learnt">What is learnt; null to start.</param>
    public SequenceCouplings(SequenceSettings settings, Sources sources, SphereVectors? vectors, float[]? learnt = null)
    {
        (Vectors, Heads) = (vectors, settings.Heads);
        Learnt = GC.AllocateArray<float>(LengthOf(settings, sources, vectors), pinned: true);
        if (learnt is null) Start(settings);
        else learnt.CopyTo(Learnt, 0);
        Tables = vectors is null ? Learnt : new float[Heads * sources.Rows * sources.Symbols];
        for (int block = 0; vectors is not null && block < Heads * sources.Blocks; block++) Tabulate(block);
    }

    public int Heads { get; }

    /// <summary>The characters' vectors; null where they are one-hot.</summary>
    public SphereVectors? Vectors { get; }

    /// <summary>
    /// What is learnt: the tables themselves where vectors are one-hot, else J, [heads, blocks, d, d]; pinned.
    /// </summary>
    public float[] Learnt { get; }

    /// <summary>x_a . J x_c, [heads, rows, V].</summary>
    public float[] Tables { get; }

    /// <summary>How many numbers are learnt.</summary>
    public static int LengthOf(SequenceSettings settings, Sources sources, SphereVectors? vectors) => checked(vectors is null
        ? settings.Heads * sources.Rows * sources.Symbols
        : settings.Heads * sources.Blocks * vectors.Dim * vectors.Dim);

    /// <summary>Makes the table of one head's block anew from its J.</summary>
    public void Tabulate(int block)
    {
        int size = Vectors!.Dim * Vectors.Dim, table = Vectors.Symbols * Vectors.Symbols;
        Vectors.Tabulate(Learnt.AsSpan(block * size, size), Tables.AsSpan(block * table, table));
    }

    // Heads that start alike would stay alike.
    private void Start(SequenceSettings settings)
    {
        if (settings.Heads == 1 && Vectors is null) return;
        double scale = Vectors is null ? 0.2 : 1.0 / Vectors.Dim;
        Random random = SeededRandom.Create(settings.Seed, "couplings of a sequence");
        foreach (ref float entry in Learnt.AsSpan()) entry = (float)((random.NextDouble() - 0.5) * scale);
    }
}
