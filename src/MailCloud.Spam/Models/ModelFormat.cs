using Google.Protobuf;
using MailCloud.Spam.Features;

namespace MailCloud.Spam.Models;

/// <summary>Models as bytes, as <c>model.proto</c> describes them. Most numbers in it are small, so a weight takes about three octets.</summary>
public static class ModelFormat
{
    /// <summary>Takes the next number when the form changes, or what any feature is: the weights of an older one would be about other things.</summary>
    private const uint Version = 1;

    /// <summary>Weights are kept in units of one part in so many.</summary>
    private const float Units = 1024;

    public static byte[] Encode(SpamModel model)
    {
        var form = new Proto.Model { Version = Version, Bias = ToUnits(model.Bias) };
        var last = -1;
        foreach (var (slot, weight) in model.Weights.All)
            if (ToUnits(weight) is not 0 and var units)
            {
                form.Gaps.Add((uint)(slot - last));
                form.Weights.Add(units);
                last = slot;
            }
        foreach (var message in model.Lessons.Messages)
        {
            form.LessonMessages.Add(message);
            form.LessonChanges.Add(model.Lessons.ChangeOf(message) ?? 0);
        }
        return form.ToByteArray();
    }

    /// <summary>Null: these bytes are no model, or one about other features.</summary>
    public static SpamModel? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var form = Proto.Model.Parser.ParseFrom(bytes);
            return form.Version == Version && form.Gaps.Count == form.Weights.Count && form.LessonMessages.Count == form.LessonChanges.Count
                ? new SpamModel(Weights.Of(Decode(form)), form.Bias / Units, DecodeLessons(form))
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static IEnumerable<KeyValuePair<int, float>> Decode(Proto.Model form)
    {
        long slot = -1;
        for (var index = 0; index < form.Gaps.Count; index++)
        {
            slot += form.Gaps[index];
            if (slot is < 0 or >= FeatureSlot.Count)
                yield break;
            yield return KeyValuePair.Create((int)slot, form.Weights[index] / Units);
        }
    }

    private static LessonRecord DecodeLessons(Proto.Model form)
    {
        var lessons = LessonRecord.Empty;
        for (var index = 0; index < form.LessonMessages.Count; index++)
            lessons = lessons.With(form.LessonMessages[index], form.LessonChanges[index]);
        return lessons;
    }

    private static int ToUnits(float value) => (int)MathF.Round(Math.Clamp(value, -1_000, 1_000) * Units);
}
