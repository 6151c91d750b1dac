using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using AttractorNotebooks.Plotly;
using AttractorNotebooks.Plotly.Tests;

namespace AttractorNotebooks.Pictures.Tests;

public sealed class PrintTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("print-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [BrowserFact]
    public void A_drawing_is_one_column_wide_black_on_white_with_its_text_as_text()
    {
        Samples.Lines.Save(File("f.svg"));

        XElement drawing = XDocument.Load(File("f.svg")).Root!;
        Assert.Equal(86, double.Parse((string)drawing.Attribute("width")!, CultureInfo.InvariantCulture) / 96 * 25.4, 1);
        string text = System.IO.File.ReadAllText(File("f.svg"));
        Assert.Contains(">MSE against t<", text, StringComparison.Ordinal);
        Assert.Contains("Helvetica", text, StringComparison.Ordinal);
        Assert.DoesNotContain("#7d7d7d; font", text, StringComparison.Ordinal);
    }

    [BrowserFact]
    public void A_picture_has_600_dots_an_inch()
    {
        Samples.Grid.Save(File("f.png"), twoColumns: true);

        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(System.IO.File.ReadAllBytes(File("f.png")).AsSpan(16)), 4200, 4210);
    }

    [BrowserFact]
    public void A_pdf_is_one_page_of_the_figure_s_size()
    {
        Samples.Animation.Save(File("f.PDF"));

        string pdf = Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File("f.PDF")));
        Assert.StartsWith("%PDF-", pdf, StringComparison.Ordinal);
        Assert.Contains("/Count 1", pdf, StringComparison.Ordinal);
        Assert.Equal(["f.PDF"], _folder.EnumerateFiles().Select(file => file.Name));
    }

    [Fact]
    public void Another_ending_is_refused() =>
        Assert.Contains("f.jpg: a figure is saved as .svg, .pdf or .png",
            Assert.Throws<ArgumentException>(() => Samples.Lines.Save("f.jpg")).Message, StringComparison.Ordinal);

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
