using System.CommandLine;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>Option values of every kind, parsed but not run.</summary>
public class OptionTests
{
    private static readonly Type[] Whole = [typeof(int), typeof(int?)], Real = [typeof(double), typeof(double?)];

    public static TheoryData<string, string> Numbers => OfType(type => Whole.Contains(type) || Real.Contains(type));

    public static TheoryData<string, string> Words => OfType(type => (Nullable.GetUnderlyingType(type) ?? type).IsEnum);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_is_no_number_is_refused_by_every_option_that_is_one(string command, string option)
    {
        foreach (string value in new[] { "0,5", "1,5", "1.000,5", "1,000", "x", "", " ", "NaN", "Infinity", "1e400", "0x10", "1 000",
            "99999999999999999999e999", "\u0661", "1;2", "--" })
            Assert.Contains(Errors(command, option, value), error =>
                error.Contains(option, StringComparison.Ordinal) || value is "" or "--");
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_beyond_the_range_is_refused_with_the_range(string command, string option)
    {
        string error = Assert.Single(Errors(command, option, "-1e300"));
        Assert.Matches($"^{option} must be a (whole )?number (from|above|at least) .*, not '-1e300'\\.$", error);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Only_its_words_are_taken_by_an_option_that_is_one(string command, string option)
    {
        foreach (string value in new[] { "0", "7", "-1", "x", "mask,noise", "all, random" })
            Assert.Contains(Errors(command, option, value), error =>
                error.StartsWith($"{option} must be one of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train", "--threads", "2147483647")]
    [InlineData("train", "--threads", "0")]
    [InlineData("train", "--epochs", "1000001")]
    [InlineData("train", "--heads", "65")]
    [InlineData("train", "--hidden", "1")]
    [InlineData("train", "--lambda", "1e21")]
    [InlineData("recall", "--steps", "2147483647")]
    [InlineData("recall", "--g", "1.0001")]
    [InlineData("recall", "--save-at", "0,1000001")]
    [InlineData("recall", "--save-at", "1,x")]
    [InlineData("recall", "--save-at", "1,,2")]
    [InlineData("recall", "--attention-of", "-1")]
    [InlineData("recall", "--save", "states.npy")]
    [InlineData("recall", "--figure", "f.jpg")]
    [InlineData("import", "--image", "28")]
    [InlineData("import", "--channels", "4")]
    [InlineData("sweep", "--lease", "86401")]
    [InlineData("sweep", "--tasks", "0")]
    [InlineData("run", "--timeout", "0")]
    [InlineData("bench", "--tokens", "1")]
    [InlineData("sequence train", "--context", "0")]
    [InlineData("sequence train", "--context", "257")]
    [InlineData("sequence train", "--hidden", "1")]
    [InlineData("sequence sample", "--temperature", "0")]
    public void Ends_of_ranges_are_where_they_are_said_to_be(string command, string option, string value) =>
        Assert.NotEmpty(Errors(command, option, value));

    [Theory]
    [InlineData("train", "--rate", "1e-3")]
    [InlineData("train", "--rate", ".5")]
    [InlineData("train", "--hidden", "0")]
    [InlineData("train", "--seed", "-2147483648")]
    [InlineData("train", "--tokens", "ALL")]
    [InlineData("train", "--embedding", "orthonormal")]
    [InlineData("recall", "--mask-mode", "FirstStep")]
    [InlineData("recall", "--layer-norm", "false")]
    [InlineData("recall", "--save-at", "0,5, 1000000")]
    [InlineData("recall", "--figure", "f.PDF")]
    [InlineData("recall", "--resize", "none")]
    [InlineData("recall", "--transposed", "false")]
    [InlineData("import", "--image", "28x14")]
    [InlineData("sweep", "--lease", "0.5")]
    public void What_is_right_is_taken(string command, string option, string value) => Assert.Empty(Errors(command, option, value));

    private static TheoryData<string, string> OfType(Func<Type, bool> wanted)
    {
        TheoryData<string, string> data = [];
        foreach (Command command in Root.Create().Subcommands) Add(command, command.Name);
        return data;

        void Add(Command command, string name)
        {
            foreach (Option option in command.Options.Where(option => wanted(option.ValueType))) data.Add(name, option.Name);
            foreach (Command under in command.Subcommands) Add(under, $"{name} {under.Name}");
        }
    }

    private static IReadOnlyList<string> Errors(string command, string option, string value)
    {
        string[] rest = command switch
        {
            "train" or "sequence train" => ["--out", "x"],
            "recall" or "explore" or "sequence sample" or "sequence score" => ["file"],
            "import" => ["file", .. option == "--image" ? [] : new[] { "--image", "28x28" }, "--out", "x"],
            "sweep" => ["spec.json", "--out", "x", .. option == "--tasks" ? new[] { "--submit", "slurm" } : []],
            "run" => ["a.ipynb"],
            "bench" => ["step"],
            _ => [],
        };
        return [.. Root.Create().Parse([.. command.Split(' '), .. rest, $"{option}={value}"]).Errors.Select(error => error.Message)];
    }
}
