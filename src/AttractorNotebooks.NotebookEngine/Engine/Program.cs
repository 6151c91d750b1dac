using System.Text;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>
/// The process that runs one notebook's code. Front ends start it in the notebook's folder (see <see cref="EngineProcess"/>) and talk to it
/// in
/// <see cref="EngineMessage"/>s; it ends when its standard input does.
/// </summary>
internal static class Program
{
    public static async Task<int> Main()
    {
        Cultures.Prepare();
        ProcessGroup.Begin();
        using Stream output = StandardStreams.Output();
        using StreamReader input = new(Console.OpenStandardInput(), new UTF8Encoding(false));
        using EngineServer server = new(output, Environment.CurrentDirectory);
        await server.RunAsync(input).ConfigureAwait(false);
        return 0;
    }
}
