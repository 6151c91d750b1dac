namespace AttractorNotebooks.Simd;

/// <summary>A token's dimension as a type, so that the common ones are constants to the compiler.</summary>
internal interface IDim
{
    /// <summary>The dimension, or 0 where it is known at run time only.</summary>
    static abstract int Fixed { get; }

    /// <summary>The dimension in force.</summary>
    static abstract int Of(int dim);
}

/// <summary>d = 4.</summary>
internal readonly struct DimFour : IDim
{
    public static int Fixed => 4;

    public static int Of(int dim) => 4;
}

/// <summary>d = 8, the published one.</summary>
internal readonly struct DimEight : IDim
{
    public static int Fixed => 8;

    public static int Of(int dim) => 8;
}

/// <summary>d = 16.</summary>
internal readonly struct DimSixteen : IDim
{
    public static int Fixed => 16;

    public static int Of(int dim) => 16;
}

/// <summary>d = 18: patches of 3 x 3 pixels.</summary>
internal readonly struct DimEighteen : IDim
{
    public static int Fixed => 18;

    public static int Of(int dim) => 18;
}

/// <summary>d = 24: twice the numbers of a 2 x 2 patch in color.</summary>
internal readonly struct DimTwentyFour : IDim
{
    public static int Fixed => 24;

    public static int Of(int dim) => 24;
}

/// <summary>d = 32.</summary>
internal readonly struct DimThirtyTwo : IDim
{
    public static int Fixed => 32;

    public static int Of(int dim) => 32;
}

/// <summary>d = 64.</summary>
internal readonly struct DimSixtyFour : IDim
{
    public static int Fixed => 64;

    public static int Of(int dim) => 64;
}

/// <summary>Any d.</summary>
internal readonly struct DimAny : IDim
{
    public static int Fixed => 0;

    public static int Of(int dim) => dim;
}
