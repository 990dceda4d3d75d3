using CsCheck;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Tests.Store;

/// <summary>A set of UIDs is what a set of numbers is.</summary>
public class UidSetTests
{
    private static readonly Gen<(uint First, uint Last)[]> Ranges = Gen.Select(
        Gen.UInt[1, 60],
        Gen.UInt[0, 8],
        (first, more) => (first, first + more)
    ).Array[0, 12];

    [Fact]
    public void A_set_holds_what_its_ranges_hold()
    {
        Ranges.Sample(ranges =>
        {
            var set = UidSet.Of(ranges.Select(range => new UidRange(new Uid(range.First), new Uid(range.Last))));
            var numbers = ranges
                .SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First) + 1))
                .Distinct()
                .Order();

            Assert.Equal(numbers, set.Enumerate().Select(uid => (int)uid.Value));
            Assert.Equal(numbers.Count(), set.Count);
            Assert.All(Enumerable.Range(0, 80), n => Assert.Equal(numbers.Contains(n), set.Contains(new Uid((uint)n))));
            // Ranges are as few as can be: there is a gap between each two.
            Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.Last.Value + 1 < pair.Second.First.Value));
            Assert.Equal(set, UidSet.Of(set.Enumerate().Reverse()));
        });
    }

    [Fact]
    public void What_two_sets_share_and_what_one_has_alone_are_what_their_numbers_say()
    {
        Gen.Select(Ranges, Ranges)
            .Sample(
                (mine, theirs) =>
                {
                    var (left, right) = (SetOf(mine), SetOf(theirs));

                    Assert.Equal(UidSet.Of(left.Enumerate().Intersect(right.Enumerate())), left.Intersect(right));
                    Assert.Equal(UidSet.Of(left.Enumerate().Except(right.Enumerate())), left.Except(right));
                }
            );
        Assert.Equal("1:6,10:4294967295", UidSet.All.Except(SetOf([(7, 9)])).ToString());
        Assert.Equal(UidSet.Empty, UidSet.All.Except(UidSet.All));
        Assert.Equal(SetOf([(uint.MaxValue, uint.MaxValue)]), UidSet.All.Intersect(SetOf([(uint.MaxValue, uint.MaxValue)])));
    }

    [Fact]
    public void The_whole_of_all_uids_is_one_range()
    {
        var all = UidSet.Of(new UidRange(new Uid(1), new Uid(uint.MaxValue)), new UidRange(new Uid(7), new Uid(9)));

        Assert.Equal("1:4294967295", all.ToString());
        Assert.Equal(uint.MaxValue, all.Count);
        Assert.True(all.Contains(new Uid(uint.MaxValue)) && !all.Contains(new Uid(0)));
        Assert.Equal([new Uid(uint.MaxValue)], UidSet.Of(new Uid(uint.MaxValue)).Enumerate());
    }

    [Fact]
    public void It_is_written_as_in_imap()
    {
        Assert.Equal("1:3,7,9:10", UidSet.Of(new Uid(9), new Uid(1), new Uid(3), new Uid(2), new Uid(7), new Uid(10)).ToString());
        Assert.Equal("", UidSet.Empty.ToString());
    }

    [Fact]
    public void A_builder_takes_ascending_ranges_only()
    {
        var builder = new UidSet.Builder();
        builder.Add(new Uid(5));

        Assert.Throws<ArgumentException>(() => builder.Add(new Uid(4)));
    }

    private static UidSet SetOf((uint First, uint Last)[] ranges) =>
        UidSet.Of(ranges.Select(range => new UidRange(new Uid(range.First), new Uid(range.Last))));
}
