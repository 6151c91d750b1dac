using System.CommandLine;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor import</c>: a network of couplings that another program wrote.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Couplings as safetensors, [N, N, d, d], in F64, F32, F16 or BF16." };
        Option<string> image = new("--image")
        {
            Description = "Height and width of an image, as in 28x28.",
            HelpName = "HEIGHTxWIDTH",
            Required = true,
        };
        Option<int> patch = new NumberRange(1, 1024).Whole("--patch", 2);
        patch.Description = "Side of a patch in pixels.";
        Option<int> channels = new NumberRange(1, 3).Whole("--channels", 1);
        channels.Description = "Channels of an image: 1 for gray, 3 for color.";
        Option<int?> tokens = NumberRange.Count.Whole("--tokens");
        tokens.Description = "N, if it is to be checked: image and patch say how many tokens there are.";
        Option<string?> tensor = new("--tensor")
        {
            Description = "The name of the couplings in the file. [default: J, or the only tensor of four axes]",
        };
        Option<EmbeddingKind?> embedding = WordOption.Create<EmbeddingKind>("--embedding");
        embedding.Description = "The fixed embedding; if absent, the tensor 'embedding' [d, a] of the file.";
        Option<int?> embeddingSeed = NumberRange.Any.Whole("--embedding-seed");
        embeddingSeed.Description = $"Seed of a random embedding. [default: {new TrainingPlan().EmbeddingSeed}]";
        Option<GrayLevel?> gray = new CorruptionOptions().Gray;
        gray.Description = "What of a gray value v counts: doubled, min(2 v, 1), or raw, v itself. [default: doubled]";
        Option<double?> lambda = new NumberRange(0, AttentionSettings.LargestLambda, Above: true).Real("--lambda");
        lambda.Description = "Inverse temperature of recall. [default: 1]";
        Option<bool> zero = new("--zero-diagonal") { Description = "Set blocks J_ii to zero, which no token may hear from itself." };
        Option<FileInfo> output = new("--out") { Description = "Where the network goes (safetensors).", Required = true };
        Option<bool> json = CommonOptions.Json();
        image.Validators.Add(result => DataOptions.CheckSize(result, allowNone: false));
        Command command = new("import", "Make a network of couplings that PyTorch or NumPy wrote as safetensors.")
        {
            file, image, patch, channels, tokens, tensor, embedding, embeddingSeed, gray, lambda, zero, output, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file).FullName, target = parsed.GetRequiredValue(output).FullName;
            AtomicFile.RequireWritable(target);
            DynamicsSettings recall = new();
            CouplingImport import = new()
            {
                Image = PixelSize.Parse(parsed.GetRequiredValue(image)),
                Patch = parsed.GetValue(patch),
                Channels = parsed.GetValue(channels),
                Tensor = parsed.GetValue(tensor),
                Embedding = parsed.GetValue(embedding),
                EmbeddingSeed = parsed.GetValue(embeddingSeed) ?? new TrainingPlan().EmbeddingSeed,
                Gray = parsed.GetValue(gray) ?? GrayLevel.Doubled,
                ZeroDiagonal = parsed.GetValue(zero),
                Recall = parsed.GetValue(lambda) is double given
                    ? recall with { Attention = recall.Attention with { Lambda = given } } : recall,
            };
            PatchGrid grid = new(import.Image.Height, import.Image.Width, import.Patch, import.Channels);
            if (parsed.GetValue(tokens) is int wanted && wanted != grid.Tokens)
                throw new ArgumentException($"--tokens says {wanted}, but an image of {grid.Height} x {grid.Width} in patches of "
                    + $"{grid.Patch} has {grid.Tokens} tokens; correct --tokens, --image or --patch.");
            TrainedNetwork network = import.Read(path);
            network.Save(target);
            ImageTokenizer tokenizer = network.Tokenizer;
            new Reporter(parsed.GetValue(json)).Result(
                new { Out = target, tokenizer.Tokens, tokenizer.Dim, Couplings = network.Storage },
                $"{target}: {tokenizer.Tokens} tokens of {tokenizer.Dim} components, couplings as "
                    + $"{network.Storage.ToString().ToLowerInvariant()}.");
        });
        return command;
    }
}
