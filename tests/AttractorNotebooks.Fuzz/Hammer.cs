using System.Globalization;
using System.Text.RegularExpressions;

// The memory that a reader takes is counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace AttractorNotebooks.Fuzz;

/// <summary>Gives a reader many wrong inputs, the same in every run, and looks at what it says of them.</summary>
internal static partial class Hammer
{
    // An input of a few kilobytes has no business with more.
    private const long MostMemory = 64 << 20;

    /// <summary>Inputs a reader: ATTRACTOR_FUZZ times the usual number, which takes a few seconds.</summary>
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("ATTRACTOR_FUZZ"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int times) ? times : 1;

    /// <summary>Runs the inputs.</summary>
    /// <param name="count">The usual number of inputs.</param>
    /// <param name="read">Makes an input by chance and reads it. What is refused is an <see cref="InvalidDataException"/>.</param>
    /// <param name="name">What every refusal must name.</param>
    public static void Strike(int count, Action<Random> read, string name)
    {
        int refused = 0;
        for (int seed = 0; seed < count * Times; seed++)
        {
            long before = GC.GetTotalAllocatedBytes();
            try
            {
                read(new Random(seed));
            }
            catch (InvalidDataException error)
            {
                refused++;
                Assert.True(error.Message.Contains(name, StringComparison.Ordinal),
                    $"Seed {seed}: the refusal does not name {name}: {error.Message}");
                Assert.False(Trace().IsMatch(error.Message), $"Seed {seed}: {error.Message}");
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}: {error}");
            }
            long used = GC.GetTotalAllocatedBytes() - before;
            Assert.True(used < MostMemory, $"Seed {seed}: {used} bytes of memory.");
        }
        // Otherwise the inputs were not wrong enough to tell anything.
        Assert.InRange(refused, count * Times / 20, count * Times);
    }

    [GeneratedRegex(@"^\s+at ", RegexOptions.Multiline)]
    private static partial Regex Trace();
}
