namespace AttractorNotebooks.Sequences;

/// <summary>The fixed vectors that characters are.</summary>
public enum CharacterVectors
{
    /// <summary>A unit vector along an axis of its own: x_i . J x_j is the entry of J that joins two characters (Potts spins).</summary>
    OneHot,

    /// <summary>A random unit vector of d components, drawn once.</summary>
    Sphere,
}
