using System.Globalization;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Learning;

/// <summary>An optimizer's state in the file of a training that goes on later.</summary>
internal static class OptimizerFile
{
    private const string Mean = "optimizer_mean", Square = "optimizer_square", Rows = "row_root_mean_square", All = "root_mean_square";

    /// <summary>Adds a state to what is to be written.</summary>
    public static void Add(OptimizerState state, Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata)
    {
        if (!state.Mean.IsEmpty)
        {
            tensors[Mean] = Tensor.Over(state.Mean, state.Mean.Length);
            tensors[Square] = Tensor.Over(state.Square, state.Square.Length);
        }
        if (!state.RowRootMeanSquares.IsEmpty)
            tensors[Rows] = Tensor.From(state.RowRootMeanSquares.Span, state.RowRootMeanSquares.Length);
        metadata[All] = state.RootMeanSquare.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">It is none that an optimizer can have; says why.</exception>
    public static OptimizerState Read(SafeTensorsFile file)
    {
        double all = TrainedNetwork.Real(file, All);
        if (!IsScale(all)) throw new InvalidDataException($"its metadata say {All} = {all}, which must be positive and finite.");
        double[] rows = file.Tensors.ContainsKey(Rows) ? file[Rows].ToDoubles() : [];
        if (!rows.All(IsScale)) throw new InvalidDataException($"its tensor '{Rows}' has entries that are not positive and finite.");
        float[] squares = Moments(file, Square);
        TrainedNetwork.RequireSquares(squares);
        return new OptimizerState(Moments(file, Mean), squares, all) { RowRootMeanSquares = rows };
    }

    private static bool IsScale(double number) => number > 0 && double.IsFinite(number);

    private static float[] Moments(SafeTensorsFile file, string name) =>
        file.Tensors.ContainsKey(name) ? TrainedNetwork.Finite(file, name) : [];
}
