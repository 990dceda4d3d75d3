using CsCheck;
using MailCloud.Spam.Features;
using MailCloud.Spam.Models;

namespace MailCloud.Spam.Tests.Models;

/// <summary>A model survives its blob, and nothing that lies in a blob can do harm.</summary>
public sealed class ModelFormatTests
{
    [Fact]
    public void A_model_is_read_as_it_was_written() =>
        Gen.Select(
                Gen.Dictionary(Gen.Int[0, FeatureSlot.Count - 1], Gen.Int[-20_000, 20_000]),
                Gen.Int[-5_000, 5_000],
                Gen.ULong.Array[0, 50]
            )
            .Sample(
                (weights, bias, lessons) =>
                {
                    var record = LessonRecord.Empty;
                    foreach (var lesson in lessons)
                        record = record.With(lesson, lesson ^ 7);
                    var model = new SpamModel(
                        Weights.Of(weights.Select(weight => KeyValuePair.Create(weight.Key, weight.Value / 1024f))),
                        bias / 1024f,
                        record
                    );

                    var read = ModelFormat.Decode(ModelFormat.Encode(model));

                    Assert.NotNull(read);
                    Assert.Equal(model.Weights.All, read.Weights.All);
                    Assert.Equal(model.Bias, read.Bias);
                    Assert.Equal(record.Messages, read.Lessons.Messages);
                    Assert.All(lessons, lesson => Assert.Equal(lesson ^ 7, read.Lessons.ChangeOf(lesson)));
                }
            );

    [Fact]
    public void Any_bytes_are_a_model_or_none() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(bytes =>
                ModelFormat.Decode(bytes)?.Weights.All.ToList().ForEach(weight => Assert.InRange(weight.Key, 0, FeatureSlot.Count - 1))
            );

    [Fact]
    public void A_model_of_other_features_is_none() =>
        Assert.Null(ModelFormat.Decode(new Spam.Models.Proto.Model { Version = 99 }.ToBytes()));

    [Fact]
    public void An_empty_model_says_nothing_of_any_message()
    {
        var read = ModelFormat.Decode(ModelFormat.Encode(SpamModel.Empty));

        Assert.NotNull(read);
        Assert.True(read.IsEmpty);
        Assert.Equal(0, read.Score(FeatureSet.Of(Mail.Text("FREE!!!", "Buy now"))));
    }

    [Fact]
    public void The_smallest_weights_are_forgotten_first()
    {
        var weights = Weights.Of(Enumerable.Range(1, 10).Select(n => KeyValuePair.Create(n, n % 2 == 0 ? n : -(float)n)), max: 3);

        Assert.Equal([KeyValuePair.Create(8, 8f), KeyValuePair.Create(9, -9f), KeyValuePair.Create(10, 10f)], weights.All);
        Assert.Equal(0, weights[7]);
    }

    [Fact]
    public void Lessons_are_remembered_up_to_a_number()
    {
        var record = LessonRecord.Empty;
        for (ulong n = 0; n <= LessonRecord.Capacity; n++)
            record = record.With(n, 5);

        Assert.Equal(LessonRecord.Capacity, record.Count);
        Assert.True(record.IsNew(0, 5));
        Assert.False(record.IsNew(1, 5));
        Assert.False(record.IsNew(LessonRecord.Capacity, 4));
        Assert.True(record.IsNew(1, 6));
    }
}
