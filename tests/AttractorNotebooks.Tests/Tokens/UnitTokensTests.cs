using System.Numerics.Tensors;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Tokens;

public class UnitTokensTests
{
    [Fact]
    public void Every_run_has_length_one_and_zeros_stay()
    {
        float[] x = Arbitrary.Tokens(2, 3, 6), kept = [.. x];
        x.AsSpan(6, 3).Clear();
        UnitTokens.Normalize(x, 3);
        for (int start = 0; start < x.Length; start += 3)
        {
            Assert.Equal(start == 6 ? 0 : 1, TensorPrimitives.Norm<float>(x.AsSpan(start, 3)), 1e-6);
            if (start != 6) Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(x.AsSpan(start, 3), kept.AsSpan(start, 3)), 1e-6);
        }
        Assert.Contains("no whole number of vectors of 4",
            Assert.Throws<ArgumentException>(() => UnitTokens.Normalize(new float[6], 4)).Message, StringComparison.Ordinal);
    }
}
