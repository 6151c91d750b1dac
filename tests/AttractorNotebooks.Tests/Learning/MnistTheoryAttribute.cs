using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>A theory about real MNIST: runs where ATTRACTOR_DATA names a folder, and is reported as skipped elsewhere.</summary>
internal sealed class MnistTheoryAttribute : TheoryAttribute
{
    public MnistTheoryAttribute() => Skip = new MnistFactAttribute().Skip;
}
