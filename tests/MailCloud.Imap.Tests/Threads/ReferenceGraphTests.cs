using MailCloud.Imap.Threads;

namespace MailCloud.Imap.Tests.Threads;

/// <summary>What random small mailboxes do not have: size, and odd identifiers.</summary>
public class ReferenceGraphTests
{
    private const int Deep = 100_000;

    public static TheoryData<string> Orders() => ["first to last", "last to first", "mixed"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_conversation_may_be_as_deep_as_a_mailbox_is_large(string order)
    {
        var numbers = Enumerable.Range(0, Deep).ToArray();
        if (order is "last to first")
            Array.Reverse(numbers);
        else if (order is "mixed")
            new Random(5256).Shuffle(numbers);
        var graph = new ReferenceGraph();
        foreach (var number in numbers)
            graph.Add($"{number}", number > 0 ? [$"{number - 1}"] : []);
        var parents = graph.Prune();
        Assert.Equal(Deep, parents.Count);
        for (var message = 0; message < Deep; message++)
            Assert.Equal(numbers[message] - 1, parents[message] == ThreadForest.None ? -1 : numbers[parents[message]]);
    }

    /// <summary>Nobody has the messages between: those that are there are still above each other.</summary>
    [Fact]
    public void Chains_of_messages_that_nobody_has_may_be_long()
    {
        var graph = new ReferenceGraph();
        graph.Add("first", []);
        graph.Add("last", ["first", .. Enumerable.Range(0, Deep).Select(number => $"{number}")]);
        graph.Add("other", ["0", "own"]);
        Assert.Equal([ThreadForest.None, 0, 0], graph.Prune());
    }

    /// <summary>Each of a million references would be a walk over the whole conversation, which is hours.</summary>
    [Fact]
    public void Who_asks_for_the_same_loop_again_and_again_is_not_heard_for_ever()
    {
        const int deep = 20_000;
        var graph = new ReferenceGraph();
        for (var number = 0; number < deep; number++)
            graph.Add($"{number}", number > 0 ? [$"{number - 1}"] : []);
        string[] loops = [.. Enumerable.Repeat(new[] { $"{deep - 1}", "0" }, 50).SelectMany(pair => pair)];
        for (var number = 0; number < deep; number++)
            graph.Add($"other {number}", [.. loops, $"{number}"]);
        var parents = graph.Prune();
        Assert.Equal(Enumerable.Range(-1, deep), parents.Take(deep));
        Assert.Equal(Enumerable.Range(0, deep), parents.Skip(deep));
    }

    [Fact]
    public void Those_are_told_apart_up_to_a_number()
    {
        var graph = new ReferenceGraph();
        graph.Add("a", ["x"]);
        graph.Add("b", Enumerable.Range(0, 1_000_000).Select(number => $"{number}"));
        graph.Add("c", ["too many"]);
        graph.Add("d", ["too many"]);
        graph.Add("e", ["x"]);
        // "c" and "d" would be beside each other, if what they refer to could still be remembered.
        var dummy = 5;
        Assert.Equal([dummy, ThreadForest.None, ThreadForest.None, ThreadForest.None, dummy, ThreadForest.None], graph.Prune());
    }

    [Fact]
    public void Identifiers_are_the_same_with_and_without_quotes_but_not_in_another_case()
    {
        var graph = new ReferenceGraph();
        graph.Add("\"01KF8JCEOCBS0045PS\"@xxx.example", []);
        graph.Add("reply", ["01KF8JCEOCBS0045PS@xxx.example"]);
        graph.Add("other", ["01kf8jceocbs0045ps@xxx.example"]);
        Assert.Equal([ThreadForest.None, 0, ThreadForest.None], graph.Prune());
    }
}
