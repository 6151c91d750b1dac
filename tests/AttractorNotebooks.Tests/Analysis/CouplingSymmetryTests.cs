using AttractorNotebooks.Analysis;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Analysis;

public class CouplingSymmetryTests
{
    [Fact]
    public void The_two_parts_add_up_and_each_has_its_symmetry()
    {
        Couplings couplings = Couplings.Random(7, 3, seed: 1);
        Couplings symmetric = CouplingSymmetry.Symmetric(couplings), antisymmetric = CouplingSymmetry.Antisymmetric(couplings);
        for (int i = 0; i < 7; i++)
            for (int j = 0; j < 7; j++)
                for (int a = 0; a < 3; a++)
                    for (int b = 0; b < 3; b++)
                    {
                        Assert.Equal(couplings.Block(i, j)[a * 3 + b],
                            symmetric.Block(i, j)[a * 3 + b] + antisymmetric.Block(i, j)[a * 3 + b], 1e-7f);
                        Assert.Equal(symmetric.Block(i, j)[a * 3 + b], symmetric.Block(j, i)[b * 3 + a]);
                        Assert.Equal(antisymmetric.Block(i, j)[a * 3 + b], -antisymmetric.Block(j, i)[b * 3 + a]);
                    }
    }

    [Fact]
    public void The_antisymmetric_fraction_is_0_or_1_at_the_ends_and_a_half_for_random_entries()
    {
        Couplings couplings = Couplings.Random(30, 6, seed: 1);
        Assert.Equal(0, CouplingSymmetry.AntisymmetricFraction(CouplingSymmetry.Symmetric(couplings)));
        Assert.Equal(1, CouplingSymmetry.AntisymmetricFraction(CouplingSymmetry.Antisymmetric(couplings)), 1e-6);
        Assert.Equal(0.5, CouplingSymmetry.AntisymmetricFraction(couplings), 0.02);
    }

    [Fact]
    public void The_symmetric_part_is_brought_to_the_size_of_all()
    {
        Couplings couplings = Couplings.Random(5, 3, 2), symmetric = CouplingSymmetry.SymmetricOfSameSize(couplings);
        Assert.Equal(couplings.RootMeanSquare(), symmetric.RootMeanSquare(), 1e-6);
        Assert.Equal(0, CouplingSymmetry.Antisymmetric(symmetric).RootMeanSquare());
        Assert.Throws<ArgumentException>(() => CouplingSymmetry.SymmetricOfSameSize(CouplingSymmetry.Antisymmetric(couplings)));
    }
}
