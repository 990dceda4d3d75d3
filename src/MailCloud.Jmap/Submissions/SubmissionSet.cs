using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;
using Microsoft.Extensions.Logging;

namespace MailCloud.Jmap.Submissions;

/// <summary>
/// <c>EmailSubmission/set</c> (RFC 8621 §7.5). Each submission is a commit of its own, behind its ticket: whatever becomes of this call, one that stands leaves when it is time.
/// </summary>
internal sealed class SubmissionSet(EmailSubmissionType type, MethodCall call)
{
    private const int MaxTries = 10;
    private const int IdOctets = 12;

    /// <summary>When the ticket of one comes that is to leave at once: only if this process dies before it has sent it.</summary>
    private static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);

    private readonly SetAnswer answer = new();
    private readonly SubmissionEffects effects = new();
    private readonly ILogger log = call.Server.Loggers.CreateLogger<SubmissionSet>();

    public async ValueTask<SetResponse> RunAsync(SubmissionSetArguments arguments, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckSet(arguments);
        var oldState = await ReadStateAsync(cancellationToken);
        if (arguments.IfInState is { } expected && !string.Equals(expected, oldState, StringComparison.Ordinal))
            throw MethodException.StateMismatch();
        foreach (var step in SetStep.Of(arguments))
            answer.Add(await DoAsync(step, cancellationToken), call);
        if (effects.ToArguments(account, arguments, call) is { } next)
            call.Then("Email/set", next);
        return answer.ToResponse(account, oldState, await ReadStateAsync(cancellationToken));
    }

    private async ValueTask<SetOutcome> DoAsync(SetStep step, CancellationToken cancellationToken)
    {
        try
        {
            return step switch
            {
                { Refusal: { } refusal } => new SetOutcome(step, refusal),
                { Action: SetAction.Create } => await CreateAsync(step, cancellationToken),
                _ => await ChangeAsync(step, cancellationToken),
            };
        }
        catch (StoreUnavailableException e)
        {
            // The others stand, and their client is to know it: it would send them again.
            log.LogWarning(e, "A submission of {Account} found no storage", call.Account);
            return new SetOutcome(
                step,
                new SetError("serverFail", "Storage does not answer. Look whether it was done before you try again.")
            );
        }
    }

    private async ValueTask<SetOutcome> CreateAsync(SetStep step, CancellationToken cancellationToken)
    {
        if (call.Server.Submissions is not { } outlet)
            return new SetOutcome(step, new SetError("forbiddenToSend", "This service sends no mail."));
        NewSubmission wanted;
        try
        {
            wanted = step.Value.Deserialize(SubmissionJson.Default.NewSubmission) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            return new SetOutcome(step, SetError.InvalidProperties("It is no submission.", PropertyPath.First(e.Path)));
        }
        var (made, error) = await new SubmissionDraft(call, outlet).MakeAsync(wanted, cancellationToken);
        if (made is null)
            return new SetOutcome(step, error!);
        var body = made.ToBody();
        if (body.Length > ObjectLimits.MaxBody)
            return new SetOutcome(step, new SetError("tooManyRecipients", "Their addresses are too long together."));
        return await CommitAsync(step, made, body, outlet, cancellationToken);
    }

    /// <summary>Commits a submission behind its ticket, and sends it if it is time.</summary>
    private async ValueTask<SetOutcome> CommitAsync(
        SetStep step,
        Submission made,
        byte[] body,
        SubmissionOutlet outlet,
        CancellationToken cancellationToken
    )
    {
        await SubmissionHistory.PruneNowAndThenAsync(call.Server.Objects, call.Account, cancellationToken);
        var now = call.Server.Time.GetUtcNow();
        var id = type.IdPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdOctets));
        var ticket = new SubmissionTicket(call.Account, id, now);
        var isNow = made.SendAt <= now;
        await outlet.Tickets.EnqueueAsync(ticket, isNow ? Backstop : SubmissionAgent.WaitUntil(made.SendAt, now), cancellationToken);
        var write = new ObjectWrite(id, body, Expected: 0);
        if (await call.Server.Objects.TryCommitAsync(call.Account, Submission.Kind, [write], cancellationToken) is null)
            throw new StoreUnavailableException("An id of chance is taken.");
        effects.Add(step, id, made);
        if (isNow && await IsSentAsync(outlet.Agent, ticket))
            made = made with { Phase = SubmissionPhase.Released };
        var shown = new KnownObject(id, 0, EmailSubmissionType.Show(made)).With(properties: null);
        foreach (var told in (string[])["identityId", "emailId"])
            shown.Remove(told);
        return new SetOutcome(step, write, JsonSerializer.SerializeToElement(shown, ObjectJson.Default.JsonObject));
    }

    /// <summary>Sends what is to leave at once. Whoever waits for the answer does not stop it; and if it fails, the ticket comes again.</summary>
    private async ValueTask<bool> IsSentAsync(SubmissionAgent agent, SubmissionTicket ticket)
    {
        try
        {
            await agent.RunAsync(ticket, CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "Submission {Id} of {Account} leaves a little later", ticket.Id, ticket.Account);
            return false;
        }
    }

    /// <summary>Calls a submission back, or forgets it. A step of somebody else in between is seen by the next try.</summary>
    private async ValueTask<SetOutcome> ChangeAsync(SetStep step, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await FindAsync(call.Resolve(step.Key) ?? step.Key, cancellationToken) is not { } found)
                return new SetOutcome(step, SetError.NotFound);
            if (ErrorOf(step, found.Submission) is { } error)
                return new SetOutcome(step, error);
            var next = step.Action is SetAction.Update ? found.Submission with { Phase = SubmissionPhase.Canceled } : null;
            var write = new ObjectWrite(found.Id, next?.ToBody(), found.Version);
            // What was called back already, or is set to what it is, stays as it is.
            var isSame = next is not null && (found.Submission.Phase is SubmissionPhase.Canceled || !step.Value.EnumerateObject().Any());
            if (isSame || await call.Server.Objects.TryCommitAsync(call.Account, Submission.Kind, [write], cancellationToken) is not null)
            {
                effects.Add(step, found.Id, found.Submission);
                return new SetOutcome(step, write);
            }
        }
        throw new StoreUnavailableException($"A submission of {call.Account} changes too often.");
    }

    private static SetError? ErrorOf(SetStep step, Submission submission)
    {
        if (step.Action is SetAction.Destroy)
            return submission.Phase is SubmissionPhase.Held or SubmissionPhase.Releasing
                ? SetError.Forbidden("It has not left yet: call it back first.")
                : null;
        if (step.Value.ValueKind != JsonValueKind.Object)
            return new SetError("invalidPatch");
        foreach (var property in step.Value.EnumerateObject())
            if (property.Name is not "undoStatus")
                return SetError.InvalidProperties("It stays as it is.", property.Name);
            else if (property.Value.ValueKind != JsonValueKind.String || property.Value.GetString() is not "canceled")
                return SetError.InvalidProperties("It can be canceled.", property.Name);
            else if (submission.Phase is SubmissionPhase.Releasing or SubmissionPhase.Released)
                return new SetError("cannotUnsend", "It is too late.");
        return null;
    }

    private async ValueTask<(string Id, ulong Version, Submission Submission)?> FindAsync(string id, CancellationToken cancellationToken) =>
        await call.Server.Objects.FindAsync(call.Account, Submission.Kind, id, cancellationToken) is { } stored
            ? (id, stored.Changed, Submission.Of(stored))
            : null;

    private async ValueTask<string> ReadStateAsync(CancellationToken cancellationToken)
    {
        var states = await call.Server.Objects.ReadStatesAsync(call.Account, cancellationToken);
        return ObjectType.StateOf(states.GetValueOrDefault(Submission.Kind));
    }
}
