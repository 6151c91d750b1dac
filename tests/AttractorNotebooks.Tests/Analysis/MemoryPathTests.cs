using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Tests.Analysis;

public class MemoryPathTests
{
    [Theory]
    [InlineData("9 9 9", 1, 0, false)]
    [InlineData("1 2 9", 1, 2, false)]
    [InlineData("9 2 1 2 9", 3, 3, false)]
    [InlineData("9 2 1", 3, 2, true)]
    [InlineData("2 9 1 9 2", 3, 1, false)]
    [InlineData("1 9 1", 1, 1, false)]
    [InlineData("2 2 2", 1, 3, true)]
    public void The_lifetime_is_the_unbroken_stretch_within_the_bound_around_the_nearest_step(
        string errors, int nearestAt, int lifetime, bool outlived)
    {
        double[][] steps = [.. errors.Split(' ').Select(error => new[] { double.Parse(error) / 100 })];
        MemoryPath path = MemoryPath.Of(steps, bound: 0.02).Single();
        Assert.Equal((nearestAt, lifetime, outlived), (path.NearestAt, path.Lifetime, path.Outlived));
        Assert.Equal(steps.Min(step => step[0]), path.NearestError);
        Assert.Equal(steps[^1][0], path.LastError);
    }

    [Fact]
    public void Every_sample_has_its_own_path()
    {
        MemoryPath[] paths = MemoryPath.Of([[0.01, 0.5], [0.5, 0.01]]);
        Assert.Equal([1, 2], paths.Select(path => path.NearestAt));
        Assert.Equal([false, true], paths.Select(path => path.Outlived));
    }

    [Fact]
    public void Errors_that_are_no_path_are_refused_by_name()
    {
        Assert.Contains("no path", Assert.Throws<ArgumentException>(() => MemoryPath.Of([])).Message);
        Assert.Contains("Step 2 has 1", Assert.Throws<ArgumentException>(() => MemoryPath.Of([[0, 0], [0]])).Message);
        Assert.Contains("sample 1 at step 1", Assert.Throws<ArgumentException>(() => MemoryPath.Of([[0, double.NaN]])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryPath.Of([[0]], bound: 0));
    }
}
