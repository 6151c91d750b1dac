using System.Globalization;
using System.Numerics.Tensors;
using AttractorNotebooks.Files;
using Tensor = AttractorNotebooks.Files.Tensor;

namespace AttractorNotebooks.Data;

/// <summary>Numbers of any kind as gray values in [0, 1].</summary>
/// <remarks>
/// Fractions must lie in [0, 1]. Whole numbers from 0 to 255 are divided by 255, unless all are 0 or 1, which are black and
/// white, or -1 or 1, which are spins: (s + 1) / 2.
/// </remarks>
internal static class GrayValues
{
    /// <summary>Converts an array.</summary>
    /// <param name="tensor">Of any type but bfloat16's like.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">A value is none; names its place.</exception>
    public static (float[] Values, string? Remark) Of(Tensor tensor, string name)
    {
        float[] values = tensor.ToSingles();
        return tensor.Type == TensorType.BOOL ? (values, null) : Of(values, index => $"{name}: entry {Place(index, tensor.Shape)}");
    }

    /// <summary>Converts numbers in place.</summary>
    /// <param name="values">The numbers; changed.</param>
    /// <param name="place">Names the place of a number.</param>
    public static (float[] Values, string? Remark) Of(float[] values, Func<int, string> place)
    {
        if (values.Length == 0) return (values, null);
        float least = TensorPrimitives.Min<float>(values), most = TensorPrimitives.Max<float>(values);
        if (float.IsNaN(least) || float.IsInfinity(least) || float.IsInfinity(most))
        {
            int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
            throw new InvalidDataException(
                Invariant($"{place(wrong)} is {values[wrong]}; gray values are finite. Fill the gaps or leave the image out."));
        }
        if (least == -1 && most == 1 && Array.TrueForAll(values, value => value is 1 or -1))
        {
            TensorPrimitives.Add(values, 1f, values);
            TensorPrimitives.Multiply(values, 0.5f, values);
            return (values, "-1 and 1 taken as black and white");
        }
        if (least >= 0 && most <= 1)
            return (values, Array.TrueForAll(values, value => value is 0 or 1) ? "0 and 1 taken as black and white" : null);
        int outside = Array.FindIndex(values, value => value is < 0 or > 255),
            part = Array.FindIndex(values, value => value != MathF.Floor(value));
        int bad = outside >= 0 ? outside : part;
        if (bad >= 0)
        {
            if (part >= 0) bad = Array.FindIndex(values, value => value is < 0 or > 1);
            string scale = part >= 0 ? "fractions lie between 0 and 1" : "whole numbers lie between 0 and 255, or are all -1 or 1";
            throw new InvalidDataException(Invariant($"{place(bad)} is {values[bad]}; {scale}. Scale the values first."));
        }
        TensorPrimitives.Divide(values, 255f, values);
        return (values, null);
    }

    private static string Place(long index, IReadOnlyList<long> shape)
    {
        long[] places = new long[shape.Count];
        for (int axis = shape.Count - 1; axis >= 0; axis--) (index, places[axis]) = Math.DivRem(index, shape[axis]);
        return $"[{string.Join(", ", places)}]";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
