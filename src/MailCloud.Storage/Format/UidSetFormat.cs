using Google.Protobuf.Collections;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>UID sets as <c>log.proto</c> writes them: ranges as distances, so that most take two octets.</summary>
internal static class UidSetFormat
{
    public static void Write(UidSet set, RepeatedField<uint> values)
    {
        values.Capacity = 2 * set.Ranges.Length;
        uint last = 0;
        foreach (var range in set.Ranges)
        {
            values.Add(range.First.Value - last);
            values.Add(range.Last.Value - range.First.Value);
            last = range.Last.Value;
        }
    }

    public static UidSet Read(RepeatedField<uint> values)
    {
        var set = new UidSet.Builder();
        ulong last = 0;
        for (var i = 0; i + 1 < values.Count; i += 2)
        {
            var first = last + values[i];
            last = first + values[i + 1];
            if (last > uint.MaxValue)
                throw new InvalidDataException("A UID set of the log goes beyond 2^32-1.");
            set.Add(new UidRange(new Uid((uint)first), new Uid((uint)last)));
        }
        return set.ToSet();
    }
}
