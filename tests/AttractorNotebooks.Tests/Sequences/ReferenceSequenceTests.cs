using AttractorNotebooks.Analysis;
using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

public class ReferenceSequenceTests
{
    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void The_gradient_is_that_of_minus_ln_p_by_finite_differences(string name)
    {
        SequenceText text = SmallSequences.Text();
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All[name], text);
        (ReferenceSequence reference, double[] learnt) = SmallSequences.Reference(training.Sequence);
        Random random = SeededRandom.Create(3, "couplings");
        for (int k = 0; k < learnt.Length; k++) learnt[k] = random.NextDouble() - 0.5;
        int[] symbols = training.Sequence.Alphabet.Encode(text);
        foreach (int at in new[] { 0, 1, 2, 77, 130 })
        {
            double[] slopes = FiniteDifferences.Gradient(
                x => -Math.Log(reference.Distribution(x, symbols, at)[symbols[at]]), learnt, 1e-5);
            double[] gradient = reference.Gradient(learnt, symbols, at);
            for (int k = 0; k < slopes.Length; k++) Assert.Equal(slopes[k], gradient[k], 1e-8);
        }
    }

    [Fact]
    public void A_mixture_of_one_source_is_the_pooled_form_of_one_source()
    {
        SequenceSettings mixture = new() { Context = 1, Form = SequenceForm.Mixture };
        double[] learnt = [0.3, -1, 2, 0.5, 0, 1, -0.4, 0.2, 0.9];
        int[] text = [2, 0, 1];
        Assert.Equal(
            new ReferenceSequence(mixture with { Form = SequenceForm.Pooled }, 3).Distribution(learnt, text, 2),
            new ReferenceSequence(mixture, 3).Distribution(learnt, text, 2));
    }

    [Fact]
    public void The_published_energy_of_two_sources_is_what_its_formula_says()
    {
        // Rows: one step back (0, 1), two steps back (0, 1); entries: the character that hears.
        double[] learnt = [0.3, -1, 2, 0.5, 0.7, 1, -0.4, 0.2];
        double[] p = new ReferenceSequence(new() { Context = 2, Form = SequenceForm.Mixture }, 2).Distribution(learnt, [1, 0, 1], 2);
        // Heard: 0 one step back, 1 two steps back.
        double zero = Math.Exp(0.3) + Math.Exp(-0.4), one = Math.Exp(-1) + Math.Exp(0.2);
        Assert.Equal(zero / (zero + one), p[0], 1e-14);
        p = new ReferenceSequence(new() { Context = 2 }, 2).Distribution(learnt, [1, 0, 1], 2);
        Assert.Equal(1 / (1 + Math.Exp(-1 + 0.2 - 0.3 + 0.4)), p[0], 1e-14);
    }
}
