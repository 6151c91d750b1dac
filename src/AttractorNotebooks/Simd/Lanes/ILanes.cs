namespace AttractorNotebooks.Simd;

/// <summary>The few vector operations that the kernels are written in; one implementation a register width, chosen at run time.</summary>
/// <typeparam name="TVector">The register: a vector of float32, or one float32.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes of a register.</summary>
    static abstract int Width { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(float* target, TVector value);

    static abstract TVector Broadcast(float value);

    /// <summary>
    /// One number in the first eight lanes, another in those beyond; a register of at most eight lanes has only the first.
    /// </summary>
    static abstract TVector BroadcastEights(float* first, float* second);

    /// <summary>Writes the first eight lanes to one place, those beyond to another.</summary>
    static abstract void StoreEights(float* first, float* second, TVector value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a b + c, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector SquareRoot(TVector a);

    /// <summary>log2 of numbers above 0.</summary>
    static abstract TVector LogTwo(TVector a);

    /// <summary>Whether any lane of a is above that of b.</summary>
    static abstract bool AnyGreater(TVector a, TVector b);

    /// <summary>then where a is above b, otherwise in the other lanes.</summary>
    static abstract TVector SelectGreater(TVector a, TVector b, TVector then, TVector otherwise);

    /// <summary>To the nearest whole number, of two equally near ones to the even one.</summary>
    static abstract TVector Round(TVector a);

    /// <summary>a 2^whole, by adding to the bits of the exponent: a and the result have to be normal numbers.</summary>
    static abstract TVector AddToExponent(TVector a, TVector whole);

    /// <summary>The sum of all lanes, in an order that depends on the width only.</summary>
    static abstract float Sum(TVector a);

    /// <summary>Writes the sums of four registers, each times a scale, next to one another.</summary>
    static abstract void SumFour(TVector a, TVector b, TVector c, TVector d, float scale, float* target);
}
