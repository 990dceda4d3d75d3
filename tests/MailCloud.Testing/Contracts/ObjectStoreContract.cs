using System.Globalization;
using System.Text;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of objects does. Each test has an account of its own, so that they may share a store.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private static readonly ObjectKind Fruit = new("fruit");
    private static readonly ObjectKind Fruits = new("fruits");

    private AccountId Account { get; } = new($"jörg/{Guid.NewGuid():N}@example.com");

    private IObjectStore Store { get; set; } = null!;

    protected abstract ValueTask<IObjectStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_account_without_objects_has_none_in_state_0()
    {
        var read = await ReadAsync();

        Assert.Equal(0ul, read.State);
        Assert.Empty(read.Objects);
        Assert.Null(await FindAsync("a"));
        Assert.Empty(await StatesAsync());
        Assert.Equal("0 + ~ -", await ChangesAsync(0));
        await Store.RemoveAllAsync(Account, CancellationToken.None);
    }

    [Fact]
    public async Task Objects_are_read_as_they_were_written_in_the_order_of_their_ids()
    {
        var body = new byte[ObjectLimits.MaxBody];
        new Random(1).NextBytes(body);
        var longest = new string('x', ObjectLimits.MaxId);

        var state = await CommitAsync(new("b_-Z", Text("pear")), new("B", body), new(longest, Array.Empty<byte>()));

        var read = await ReadAsync();
        Assert.Equal(state, read.State);
        Assert.Equal(["B", "b_-Z", longest], read.Objects.Select(found => found.Id));
        Assert.Equal(body, read.Objects[0].Body.ToArray());
        Assert.Empty(read.Objects[2].Body.ToArray());
        var one = await FindAsync("b_-Z");
        Assert.Equal(("pear", state, state), (Text(one!), one!.Created, one.Changed));
        Assert.Null(await FindAsync("b"));
        Assert.Null(await FindAsync("not an id/"));
    }

    [Fact]
    public async Task A_commit_may_have_the_most_and_largest_objects()
    {
        var body = new byte[ObjectLimits.MaxBody];
        new Random(2).NextBytes(body);

        await CommitAsync([.. Enumerable.Range(0, ObjectLimits.MaxWrites).Select(n => new ObjectWrite($"o{n:D2}", body))]);

        Assert.Equal(ObjectLimits.MaxWrites, (await ReadAsync()).Objects.Count(found => found.Body.Span.SequenceEqual(body)));
    }

    [Fact]
    public async Task What_is_too_much_is_an_error_of_the_caller()
    {
        foreach (
            var writes in (ObjectWrite[][])
                [
                    [.. Enumerable.Range(0, ObjectLimits.MaxWrites + 1).Select(n => new ObjectWrite($"{n}", Text("x")))],
                    [new("a", new byte[ObjectLimits.MaxBody + 1])],
                    [new(new string('a', ObjectLimits.MaxId + 1), Text("x"))],
                    [new("", Text("x"))],
                    [new("ä", Text("x"))],
                    [new("a", Text("x")), new("a", Text("y"))],
                ]
        )
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await Store.TryCommitAsync(Account, Fruit, writes, CancellationToken.None)
            );
        Assert.Empty((await ReadAsync()).Objects);
    }

    [Fact]
    public async Task Kinds_have_objects_and_states_of_their_own()
    {
        var first = await CommitAsync(new ObjectWrite("a", Text("apple")));
        var second = await Store.TryCommitAsync(Account, Fruits, [new("a", Text("apples"))], CancellationToken.None);

        Assert.True(second > first);
        Assert.Equal("apple", Text(Assert.Single((await ReadAsync()).Objects)));
        Assert.Equal(first, (await ReadAsync()).State);
        var states = await StatesAsync();
        Assert.Equal((2, first, second), (states.Count, states[Fruit], states[Fruits]));
    }

    [Fact]
    public async Task Only_who_knows_what_is_there_changes_it()
    {
        var first = await CommitAsync(new ObjectWrite("a", Text("1"), Expected: 0));
        Assert.Null(await TryCommitAsync(new ObjectWrite("a", Text("2"), Expected: 0)));
        Assert.Null(await TryCommitAsync(new ObjectWrite("b", Text("2"), Expected: first)));
        var second = await CommitAsync(new ObjectWrite("a", Text("3"), Expected: first));
        Assert.Null(await TryCommitAsync(new ObjectWrite("a", Body: null, Expected: first)));

        Assert.True(second > first);
        var seen = await FindAsync("a");
        Assert.Equal(("3", first, second), (Text(seen!), seen!.Created, seen.Changed));
        await CommitAsync(new ObjectWrite("a", Body: null, Expected: second));
        Assert.Null(await FindAsync("a"));
        Assert.Null(await TryCommitAsync(new ObjectWrite("a", Text("4"), Expected: second)));
    }

    [Fact]
    public async Task A_commit_stands_whole_or_not_at_all()
    {
        var state = await CommitAsync(new ObjectWrite("a", Text("1")));

        Assert.Null(await TryCommitAsync(new("b", Text("2")), new("c", Text("2")), new("a", Text("2"), Expected: 0)));

        Assert.Equal(state, (await ReadAsync()).State);
        Assert.Equal("1", Text(Assert.Single((await ReadAsync()).Objects)));
    }

    [Fact]
    public async Task Changes_lead_from_a_state_to_the_newest()
    {
        var first = await CommitAsync(new("a", Text("1")), new("b", Text("1")), new("c", Text("1")));
        var second = await CommitAsync(new("b", Text("2")), new("d", Text("2")));
        var third = await CommitAsync(new("a", Body: null), new("d", Body: null), new("e", Text("3")));

        Assert.Equal($"{third} +b c e ~ -a d", await ChangesAsync(0));
        Assert.Equal($"{third} +e ~b -a d", await ChangesAsync(first));
        Assert.Equal($"{third} +e ~ -a d", await ChangesAsync(second));
        Assert.Equal($"{third} + ~ -", await ChangesAsync(third));
        Assert.Null(await ChangesAsync(third + 1));

        var fourth = await CommitAsync(new ObjectWrite("a", Text("4")));
        Assert.Equal($"{fourth} +a ~ -", await ChangesAsync(third));
        Assert.Equal(fourth, (await FindAsync("a"))!.Created);
    }

    [Fact]
    public async Task A_commit_of_nothing_changes_nothing()
    {
        Assert.Equal(0ul, await TryCommitAsync());
        var state = await CommitAsync(new ObjectWrite("a", Text("1")));
        Assert.Equal(state, await TryCommitAsync());
        Assert.Equal(state, (await ReadAsync()).State);
    }

    [Fact]
    public async Task Removals_are_forgotten_when_there_are_too_many()
    {
        var first = await CommitAsync(new ObjectWrite("stays", Text("1")));
        ulong last = 0;
        var removed = 0;
        for (; removed <= ObjectLimits.RemovalsKept + 2 * ObjectLimits.MaxWrites; removed += ObjectLimits.MaxWrites)
        {
            var ids = Enumerable.Range(removed, ObjectLimits.MaxWrites).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList();
            await CommitAsync([.. ids.Select(id => new ObjectWrite(id, Text(id)))]);
            last = await CommitAsync([.. ids.Select(id => new ObjectWrite(id, Body: null))]);
        }

        Assert.Null(await ChangesAsync(first));
        Assert.Equal($"{last} + ~ -", await ChangesAsync(last));
        var changes = await Store.ReadChangesAsync(Account, Fruit, 0, CancellationToken.None);
        Assert.Equal("stays", Assert.Single(changes!.Created));
        Assert.InRange(changes.Removed.Length, ObjectLimits.RemovalsKept - ObjectLimits.MaxWrites, removed - 1);
    }

    [Fact]
    public async Task All_objects_of_an_account_go_and_its_states_do_not_come_again()
    {
        var first = await CommitAsync(new("a", Text("1")), new("b", Text("1")));
        await Store.TryCommitAsync(Account, Fruits, [new("a", Text("1"))], CancellationToken.None);

        await Store.RemoveAllAsync(Account, CancellationToken.None);
        await Store.RemoveAllAsync(Account, CancellationToken.None);

        Assert.Equal(0ul, (await ReadAsync()).State);
        Assert.Empty((await ReadAsync()).Objects);
        Assert.Null(await FindAsync("a"));
        Assert.Empty(await StatesAsync());
        Assert.Null(await ChangesAsync(first));

        var second = await CommitAsync(new ObjectWrite("b", Text("2"), Expected: 0));
        Assert.True(second > first);
        Assert.Null(await ChangesAsync(first));
        Assert.Equal($"{second} +b ~ -", await ChangesAsync(0));
    }

    [Fact]
    public async Task Of_many_who_write_at_once_each_write_counts()
    {
        await CommitAsync(new ObjectWrite("counter", Text("0")));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(IncrementAsync)));

        Assert.Equal("6", Text((await FindAsync("counter"))!));
    }

    private async Task IncrementAsync()
    {
        while (true)
        {
            var seen = await FindAsync("counter");
            var next = int.Parse(Text(seen!), CultureInfo.InvariantCulture) + 1;
            if (await TryCommitAsync(new ObjectWrite("counter", Text($"{next}"), seen!.Changed)) is not null)
                return;
        }
    }

    private async Task<ulong> CommitAsync(params ObjectWrite[] writes)
    {
        var state = await TryCommitAsync(writes);
        Assert.NotNull(state);
        return state.Value;
    }

    private ValueTask<ulong?> TryCommitAsync(params ObjectWrite[] writes) =>
        Store.TryCommitAsync(Account, Fruit, writes, CancellationToken.None);

    private ValueTask<ObjectCollection> ReadAsync() => Store.ReadAsync(Account, Fruit, CancellationToken.None);

    private ValueTask<StoredObject?> FindAsync(string id) => Store.FindAsync(Account, Fruit, id, CancellationToken.None);

    private async Task<IReadOnlyDictionary<ObjectKind, ulong>> StatesAsync() =>
        await Store.ReadStatesAsync(Account, CancellationToken.None);

    private async Task<string?> ChangesAsync(ulong since) =>
        await Store.ReadChangesAsync(Account, Fruit, since, CancellationToken.None) is { } changes
            ? $"{changes.State} +{string.Join(' ', changes.Created)} ~{string.Join(' ', changes.Updated)} -{string.Join(' ', changes.Removed)}"
            : null;

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(StoredObject found) => Encoding.UTF8.GetString(found.Body.Span);
}
