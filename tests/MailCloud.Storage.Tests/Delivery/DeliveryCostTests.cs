using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Store;
using MailCloud.Storage.Tests.Faults;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Storage.Tests.Delivery;

/// <summary>What a delivery asks of storage, with users whose rules are looked at and without.</summary>
public sealed class DeliveryCostTests(StorageFixture fixture)
{
    private const int Messages = 10;

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_account_without_rules_costs_one_request_more_for_many_messages()
    {
        var policy = new FaultPolicy();
        var storage = await fixture.OpenAsync(policy);
        var plain = await CostAsync(storage, policy, personal: null);
        var asked = await CostAsync(storage, policy, PersonalOf(storage));

        Assert.Equal(plain + 1, asked);
    }

    [Fact]
    public async Task An_account_with_rules_costs_a_few_requests_more_for_many_messages()
    {
        var policy = new FaultPolicy();
        var storage = await fixture.OpenAsync(policy);
        var plain = await CostAsync(storage, policy, personal: null);
        var ruled = await CostAsync(
            storage,
            policy,
            PersonalOf(storage),
            async account =>
                Assert.NotNull(
                    await storage.Objects.TryCommitAsync(
                        account,
                        MailRule.Kind,
                        [new("r", """{"actions":{"star":true}}"""u8.ToArray())],
                        CancellationToken.None
                    )
                )
        );

        // The head; the head and the rules; the vacation that is not there.
        Assert.Equal(plain + 4, ruled);
    }

    /// <summary>The requests that the deliveries of some messages, one after the other, to a new account make.</summary>
    private static async Task<int> CostAsync(
        MailStorage storage,
        FaultPolicy policy,
        PersonalDelivery? personal,
        Func<AccountId, Task>? prepareAsync = null
    )
    {
        var domain = new Domain($"{Guid.NewGuid():N}.example");
        var account = new AccountId($"ann@{domain.Name}");
        await storage.Directory.AddDomainAsync(domain, CancellationToken.None);
        await storage.Store.CreateAccountAsync(account, CancellationToken.None);
        await storage.Directory.AddAsync(new AccountAddress(new Address("ann", domain.Name), account), CancellationToken.None);
        if (prepareAsync is not null)
            await prepareAsync(account);
        var batches = new List<DeliveryBatch>();
        for (var n = 0; n <= Messages; n++)
            batches.Add(await AcceptAsync(storage, new Address("ann", domain.Name)));
        var agent = new DeliveryAgent(
            storage.Store,
            storage.Directory,
            storage.DeliveryQueue,
            new NoWayOut(),
            NullLogger<DeliveryAgent>.Instance
        )
        {
            Personal = personal,
        };
        policy.Reset();
        foreach (var batch in batches)
            await agent.DeliverAsync(batch, CancellationToken.None);
        return policy.Count;
    }

    private static async Task<DeliveryBatch> AcceptAsync(MailStorage storage, Address recipient)
    {
        await using var writer = storage.Store.BeginMessage();
        await writer.WriteAsync("Subject: hello\r\n\r\nHello.\r\n"u8.ToArray(), CancellationToken.None);
        var content = await writer.CompleteAsync(default, CancellationToken.None);
        return new DeliveryBatch(content.Pack, [new SpooledMessage(content, new SmtpEnvelope(null, [recipient]), 1_800_000_000)]);
    }

    private PersonalDelivery PersonalOf(MailStorage storage) =>
        new(
            new PreferenceReader(storage.Objects, time, NullLogger<PreferenceReader>.Instance),
            new VacationReplies(
                storage.Objects,
                storage.Directory,
                storage.Spool,
                "mail.example",
                (_, _) => true,
                time,
                NullLogger<VacationReplies>.Instance
            ),
            NullLogger<PersonalDelivery>.Instance
        );

    private sealed class NoWayOut : IOutgoingMail
    {
        public bool IsConfigured => false;

        public IReturnPaths? ReturnPaths => null;

        public ValueTask SendAsync(SpooledMessage message, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("There is no way out.");

        public ValueTask ReportAsync(SpooledMessage message, ImmutableArray<LocalOutcome> outcomes, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
