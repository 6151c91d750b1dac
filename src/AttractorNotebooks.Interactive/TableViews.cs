using System.Runtime.CompilerServices;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Verification;
using static System.FormattableString;

namespace AttractorNotebooks.Interactive;

/// <summary>What is a table by nature: sweeps, and the check of this build.</summary>
internal static class TableViews
{
    private const int MostRows = 100;

    // The checks are computed while they are enumerated: once is enough for all the forms of one output.
    private static readonly ConditionalWeakTable<IEnumerable<TensorCheck>, TensorCheck[]> Checked = [];

    public static View Of(SweepTable sweep)
    {
        (string, Func<SweepRow, object?>)[] settings =
            [.. sweep.Varied.Select(name => (name, (Func<SweepRow, object?>)(row => row[name])))];
        (string, Func<SweepRow, object?>)[] measures =
            [.. sweep.Measured.Select(name => (name, (Func<SweepRow, object?>)(row => Interval(row.Of(name)))))];
        Table table = Table.From(sweep.Rows.Take(MostRows),
            [.. settings, ("runs", row => row.Values(sweep.Measured[0]).Count), .. measures]);
        if (sweep.Rows.Count > MostRows)
            table = table.Row([Invariant($"... and {sweep.Rows.Count - MostRows} rows more: see ToCsv()"),
                .. new object?[table.Headers.Count - 1]]);
        return new(table.ToString()) { Table = table };
    }

    public static View Of(IEnumerable<TensorCheck> checks)
    {
        TensorCheck[] all = Checked.GetValue(checks, computed => [.. computed]);
        int wrong = all.Count(check => !check.Ok);
        string verdict = wrong == 0 ? Invariant($"all {all.Length} within their tolerances")
            : Invariant($"{wrong} of {all.Length} outside their tolerances");
        Table table = Table.From(all.OrderBy(check => check.Ok), ($"tensor: {verdict}", check => check.Tensor),
            ("error, float64", check => check.Float64Error), ("error, float32", check => check.Float32Error),
            ("", check => check.Ok ? "right" : "wrong"));
        return new(table.ToString()) { Table = table };
    }

    private static string Interval(Summary summary) => Invariant($"{summary.Mean:G4} [{summary.Low:G4}, {summary.High:G4}]");
}
