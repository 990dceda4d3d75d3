using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>Models while requests fail: a write stands whole or not at all, and who reads again and writes what is missing gets there.</summary>
public sealed class ModelFaultTests(StorageFixture fixture)
{
    public static TheoryData<Fault> Faults { get; } = [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_write_stands_whole_or_not_at_all_and_can_be_tried_again(Fault fault)
    {
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Models, (await fixture.OpenAsync()).Models);
        for (var k = 1; ; k++)
        {
            Assert.InRange(k, 1, 10);
            var name = ModelName.Of(new AccountId($"{Guid.NewGuid():N}@example.com"));
            Assert.True(await well.TryWriteAsync(name, new byte[] { 1 }, version: null, CancellationToken.None));
            policy.Arm(fault, k);
            await AddAsync(faulty, name, 2);
            var fired = policy.Fired;
            await policy.DisarmAsync();

            // A write that was late finds another version, and changes nothing.
            Assert.Equal([1, 2], (await well.ReadAsync(name, CancellationToken.None))?.Content.ToArray());
            if (fired == 0)
                break;
        }
    }

    /// <summary>Adds an octet once, as a lesson is added to a model: whoever meets it there is done.</summary>
    private static async Task AddAsync(IModelStore store, ModelName name, byte octet)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var read = await store.ReadAsync(name, CancellationToken.None);
            Assert.NotNull(read);
            var content = read.Content.ToArray();
            if (
                content.Contains(octet)
                || await store.TryWriteAsync(name, (byte[])[.. content, octet], read.Version, CancellationToken.None)
            )
                return;
        }
        Assert.Fail("The write never got through.");
    }
}
