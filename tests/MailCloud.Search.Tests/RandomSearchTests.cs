using CsCheck;

namespace MailCloud.Search.Tests;

/// <summary>What an index says of any text in any message is what reading the messages finds.</summary>
public class RandomSearchTests
{
    [Fact]
    public async Task An_index_finds_what_reading_finds() =>
        await Gen.Select(RandomMail.Message.Array[1, 30], RandomMail.Query.Array[20])
            .SampleAsync(
                async (messages, queries) =>
                {
                    var world = await SearchWorld.NewAsync();
                    await world.AppendAsync(messages);
                    await world.BuildAsync();

                    Assert.Equal(0, await world.CompareAsync(queries));
                },
                iter: 300
            );

    [Fact]
    public async Task It_does_so_whatever_came_and_went_and_was_merged() =>
        await Gen.Select(RandomMail.Message.Array[1, 8].Array[1, 8], Gen.Int[0, 20].Array[8], RandomMail.Query.Array[20])
            .SampleAsync(
                async (groups, gone, queries) =>
                {
                    var world = await SearchWorld.NewAsync();
                    for (var i = 0; i < groups.Length; i++)
                    {
                        await world.AppendAsync(groups[i]);
                        if (gone[i] < (await world.InboxAsync()).Messages.Count)
                            await world.ExpungeAsync(gone[i]);
                        await world.BuildAsync();
                    }

                    Assert.Equal(0, await world.CompareAsync(queries));
                },
                iter: 100
            );
}
