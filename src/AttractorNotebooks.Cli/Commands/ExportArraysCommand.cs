using System.CommandLine;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor export-arrays</c>: the numbers of a safetensors file as NumPy's .npz.</summary>
internal static class ExportArraysCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Couplings or a transformer, as written by train, or any safetensors file." };
        Option<FileInfo> output = new("--out") { Description = "The .npz file to write.", Required = true };
        Option<bool> json = CommonOptions.Json();
        Command command = new("export-arrays", "Write every array of a safetensors file into an .npz file, which numpy.load reads.")
        {
            file, output, json,
        };
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output).FullName;
            SafeTensorsFile tensors = SafeTensorsFile.Read(parsed.GetRequiredValue(file).FullName);
            if (tensors.Tensors.FirstOrDefault(entry => entry.Value.Type == TensorType.Other) is { Key: string name })
                throw new InvalidDataException($"The tensor '{name}' is of a type that cannot be read here; convert it to F32 first.");
            NpzFile.Write(target, tensors.Tensors);
            string[] names = [.. tensors.Tensors.Keys];
            new Reporter(parsed.GetValue(json)).Result(new { Out = target, Arrays = names }, $"{target}: {string.Join(", ", names)}");
        });
        return command;
    }
}
