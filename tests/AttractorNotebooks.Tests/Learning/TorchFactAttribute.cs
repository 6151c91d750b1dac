using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>A test of files that PyTorch writes: reported as skipped where no Python has torch and safetensors.</summary>
internal sealed class TorchFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Interpreter = new(() => PillowFactAttribute.Find("torch, safetensors.torch"));

    public TorchFactAttribute()
    {
        if (Interpreter.Value is null) Skip = "No python3 here has torch and safetensors.";
    }

    /// <summary>Runs a script in a folder.</summary>
    public static string Run(string folder, string script) => PillowFactAttribute.Run(Interpreter.Value!, folder, script);
}
