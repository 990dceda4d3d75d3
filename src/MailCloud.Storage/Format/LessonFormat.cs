using Google.Protobuf;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>Messages of queue <c>train</c>, as <c>training.proto</c> describes them, in protobuf's JSON.</summary>
internal static class LessonFormat
{
    // Fields of later versions that an old reader may skip.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static string Encode(LessonBatch batch)
    {
        var training = new Proto.Training { Version = FormatVersion.Current, Account = batch.Account.Value };
        training.Lessons.AddRange(batch.Lessons.Select(Encode));
        return JsonFormatter.Default.Format(training);
    }

    /// <exception cref="InvalidDataException">This is no such message.</exception>
    public static LessonBatch Decode(string text)
    {
        try
        {
            var training = Parser.Parse<Proto.Training>(text);
            FormatVersion.Require(training.Version, "A message of queue train");
            return new LessonBatch(new AccountId(training.Account), [.. training.Lessons.Select(Decode)]);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw new InvalidDataException("This is no message of queue train.", e);
        }
    }

    private static Proto.Lesson Encode(Lesson lesson) =>
        new()
        {
            Pack = lesson.Content.Pack.ToString(),
            Offset = (ulong)lesson.Content.Offset,
            Length = (uint)lesson.Content.Length,
            Email = lesson.Email.Value,
            Change = lesson.Change.Value,
            Spam = lesson.IsSpam,
        };

    private static Lesson Decode(Proto.Lesson lesson) =>
        new(
            new MessageReference(new PackId(Guid.ParseExact(lesson.Pack, "N")), (long)lesson.Offset, (int)lesson.Length),
            new EmailId(lesson.Email),
            new ModSeq(lesson.Change),
            lesson.Spam
        );
}
