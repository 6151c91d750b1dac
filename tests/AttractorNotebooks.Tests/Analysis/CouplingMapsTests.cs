using AttractorNotebooks.Analysis;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Analysis;

public class CouplingMapsTests
{
    [Fact]
    public void A_component_map_holds_that_component_of_every_block()
    {
        Couplings couplings = Couplings.Random(5, 3, seed: 1);
        float[] map = CouplingMaps.Component(couplings, 2, 1);
        Assert.Equal(25, map.Length);
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++) Assert.Equal(couplings.Block(i, j)[2 * 3 + 1], map[i * 5 + j]);
    }

    [Fact]
    public void A_receptive_field_is_a_row_of_the_component_map()
    {
        Couplings couplings = Couplings.Random(6, 4, seed: 2);
        Assert.Equal(CouplingMaps.Component(couplings, 0, 3)[12..18], CouplingMaps.ReceptiveField(couplings, 2, 0, 3));
    }

    [Fact]
    public void The_map_of_sizes_holds_the_Frobenius_norm_of_every_block()
    {
        Couplings couplings = Couplings.Random(5, 3, seed: 3);
        float[] map = CouplingMaps.Norms(couplings);
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
            {
                double squares = 0;
                foreach (float value in couplings.Block(i, j)) squares += (double)value * value;
                Assert.Equal(Math.Sqrt(squares), map[i * 5 + j], 6);
            }
    }

    [Theory]
    [InlineData(6, 0, 0, "token")]
    [InlineData(-1, 0, 0, "token")]
    [InlineData(0, 4, 0, "row")]
    [InlineData(0, 0, -1, "column")]
    public void What_does_not_exist_is_named(int token, int row, int column, string name)
    {
        Couplings couplings = Couplings.Random(6, 4, seed: 2);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => CouplingMaps.ReceptiveField(couplings, token, row, column))
            .ParamName);
    }

    [Fact]
    public void Lengths_by_distance_are_means_over_pairs_so_far_apart()
    {
        // Four tokens in a row: blocks of length |i - j|.
        Couplings couplings = new(4, 1);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) couplings.Block(i, j)[0] = i - j;
        Assert.Equal([1, 2, 3, double.NaN], CouplingMaps.LengthByDistance(couplings, 4, 4));
        // In a square the diagonal, 1.41, counts as 1.
        Assert.Equal(Math.Sqrt((4 * 1 + 4 * 4 + 2 * 9 + 2 * 1) / 12.0), CouplingMaps.LengthByDistance(couplings, 2, 1)[0], 1e-12);
        Assert.Throws<ArgumentException>(() => CouplingMaps.LengthByDistance(couplings, 3, 1));
    }
}
