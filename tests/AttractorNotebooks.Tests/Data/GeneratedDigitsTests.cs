using System.Numerics.Tensors;
using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

[Trait("Speed", "Slow")]
public class GeneratedDigitsTests
{
    private static readonly ImageSet Train = GeneratedDigits.Draw(5000, 7);
    private static readonly ImageSet Test = GeneratedDigits.Draw(500, 7, "test");

    [Fact]
    public void An_image_depends_on_seed_split_and_place_alone()
    {
        Assert.Equal(Train.Pixels[..(30 * 784)].ToArray(), GeneratedDigits.Draw(30, 7).Pixels.ToArray());
        Assert.NotEqual(Train.Image(0).ToArray(), GeneratedDigits.Draw(1, 8).Image(0).ToArray());
        Assert.NotEqual(Train.Image(0).ToArray(), Test.Image(0).ToArray());
    }

    [Fact]
    public void Classes_take_turns_and_no_two_images_are_alike()
    {
        Assert.All(Enumerable.Range(0, Train.Count), k => Assert.Equal(k % 10, Train.Label(k)));
        HashSet<string> seen = [];
        for (int k = 0; k < 1000; k++)
            Assert.True(seen.Add(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Train.Image(k)))));
    }

    [Fact]
    public void Pixels_are_gray_values_and_no_ink_touches_the_edge_of_the_page()
    {
        // The public constructor checks range and finiteness.
        _ = new ImageSet("copy", "test", 28, 28, 1, Train.Pixels.Span, []);
        for (int k = 0; k < Train.Count; k++)
        {
            ReadOnlySpan<float> image = Train.Image(k);
            for (int i = 0; i < 28; i++)
                Assert.Equal(0f, image[i] + image[27 * 28 + i] + image[i * 28] + image[i * 28 + 27]);
        }
    }

    [Fact]
    public void Ink_is_as_much_as_in_MNIST()
    {
        // MNIST: mean 0.131, non-zero 0.191, centre of mass in the middle, ink 20 pixels high or wide.
        Assert.InRange(TensorPrimitives.Average(Train.Pixels.Span), 0.115, 0.145);
        Assert.InRange(Train.Pixels.ToArray().Count(v => v > 0) / (double)Train.Pixels.Length, 0.17, 0.22);
        double x = 0, y = 0;
        for (int k = 0; k < 500; k++)
        {
            ReadOnlySpan<float> image = Train.Image(k);
            double mass = TensorPrimitives.Sum(image), mx = 0, my = 0;
            (int low, int high, int left, int right) = (28, -1, 28, -1);
            for (int i = 0; i < 784; i++)
            {
                mx += image[i] * (i % 28 + 0.5) / mass;
                my += image[i] * (i / 28 + 0.5) / mass;
                if (image[i] < 0.5f) continue;
                (low, high, left, right) = (Math.Min(low, i / 28), Math.Max(high, i / 28), Math.Min(left, i % 28), Math.Max(right, i % 28));
            }
            Assert.InRange(Math.Max(high - low, right - left) + 1, 17, 21);
            Assert.InRange(mx, 11, 17);
            Assert.InRange(my, 11, 17);
            x += mx / 500;
            y += my / 500;
        }
        Assert.InRange(x, 13.8, 14.2);
        Assert.InRange(y, 13.8, 14.2);
    }

    [Fact]
    public void Digits_look_like_others_of_their_class()
    {
        NearestImage[] nearest = NearestImage.Find(Train, Test.Levels());
        double right = Enumerable.Range(0, Test.Count).Average(k => Train.Label(nearest[k].Index) == Test.Label(k) ? 1.0 : 0.0);
        // One nearest neighbour among as many MNIST images is right in about 0.93 of cases.
        Assert.InRange(right, 0.92, 0.995);
        // And yet no test image is a near copy of a training image (the digits themselves differ from their mean by 0.08).
        Assert.InRange(nearest.Average(n => n.Distance), 0.02, 0.06);
    }

    [Fact]
    public void Drawing_can_be_stopped_and_bad_arguments_are_refused()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => GeneratedDigits.Draw(10, 1, "train", new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedDigits.Draw(-1, 1));
        Assert.Throws<ArgumentException>(() => GeneratedDigits.Draw(1, 1, " "));
        Assert.Equal(0, GeneratedDigits.Draw(0, 1).Count);
    }
}
