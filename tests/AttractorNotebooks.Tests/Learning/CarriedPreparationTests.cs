using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Learning;

public sealed class CarriedPreparationTests : IDisposable
{
    private static readonly ImagePreparation Prepared = new()
    {
        Crop = ImageCrop.Square,
        Resize = new PixelSize(14, 14),
        Color = ColorMode.Gray,
        Background = 0.5,
        TestFraction = 0.3,
        SplitSeed = 4,
        Classes = "0,1",
        Balance = true,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_says_how_its_images_were_prepared_however_it_is_kept()
    {
        TrainingSession session = TrainingSession.Start(new TrainingPlan { Examples = 20, Epochs = 1 }, Data());
        session.Save(_folder.At("checkpoint"));
        session.SaveResult(_folder.At("j"));
        Assert.Equal(Prepared, TrainedNetwork.Load(_folder.At("j")).Preparation);
        Assert.Equal(Prepared, TrainingSession.Resume(_folder.At("checkpoint"), session.Plan, Data()).Network.Preparation);
        Assert.Equal(Prepared, session.Network.With(session.Network.Couplings).Preparation);
        foreach (CouplingStorage storage in Enum.GetValues<CouplingStorage>())
        {
            TrainedNetwork.Load(_folder.At("j")).Stored(storage).Save(_folder.At("stored"));
            Assert.Equal(Prepared, TrainedNetwork.Load(_folder.At("stored")).Preparation);
            Assert.Equal(Prepared, TrainedNetwork.Load(_folder.At("stored")).Stored(CouplingStorage.Float32).Preparation);
        }
    }

    [Fact]
    public void Joined_rows_and_a_transformer_say_it_too()
    {
        TrainingPlan plan = new() { Examples = 20, Epochs = 0, Learning = new LearningSettings { PerRow = true } };
        foreach (string range in new[] { "0:20", "20:49" })
            RowTraining.Start(plan, RowRange.Parse(range), Data()).SaveResult(_folder.At(range.Replace(':', '-')));
        TrainedRows.Join([_folder.At("0-20"), _folder.At("20-49")], _folder.At("joined"));
        Assert.Equal(Prepared, TrainedNetwork.Load(_folder.At("joined")).Preparation);

        TransformerPlan small = TransformerPlan.Standard(RecallTask.Mask) with { Examples = 20, Patch = 2 };
        TransformerTraining.Start(small, Data()).SaveResult(_folder.At("transformer"));
        Assert.Equal(Prepared, TrainedTransformer.Load(_folder.At("transformer")).Preparation);
    }

    [Fact]
    public void A_file_that_says_nothing_was_made_of_images_as_they_are()
    {
        DigitData asTheyAre = Data() with { Preparation = new ImagePreparation() };
        TrainingSession.Start(new TrainingPlan { Examples = 20 }, asTheyAre).SaveResult(_folder.At("j"));
        Assert.False(SafeTensorsFile.Read(_folder.At("j")).Metadata.ContainsKey("preparation"));
        Assert.Equal(new ImagePreparation(), TrainedNetwork.Load(_folder.At("j")).Preparation);
    }

    private static DigitData Data() => new ImagePreparation { Resize = new PixelSize(14, 14) }
        .Apply(new DigitData(GeneratedDigits.Draw(20, 1), GeneratedDigits.Draw(20, 1, "test"), "digits")) with
    {
        Preparation = Prepared,
    };
}
