using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Rules;

/// <summary>MailRule, our own type: what a user wants done with certain messages as they are delivered.</summary>
public sealed class MailRuleType()
    : ObjectType<MailRule>("MailRule", Capabilities.Settings, MailRule.Kind.Name, PersonalJson.Default.MailRule)
{
    private const int MaxName = 200;
    private const int MaxConditions = 50;
    private const int MaxValue = 500;
    private const int MaxKeywords = 20;

    public override char IdPrefix => 'r';

    /// <summary>Each delivery looks at them all.</summary>
    public override int MaxObjects => PreferenceReader.MaxRules;

    protected override async ValueTask<SetError?> CheckAsync(MailRule value, MethodCall call, CancellationToken cancellationToken)
    {
        if (value.Name.Length > MaxName)
            return SetError.InvalidProperties("The name is too long.", "name");
        if (value.Conditions.Count > MaxConditions || value.Conditions.Any(one => !one.IsSound || one.Value.Length > MaxValue))
            return SetError.InvalidProperties("Not every condition is one, or there are too many.", "conditions");
        return await AreSoundAsync(value.Actions, call, cancellationToken)
            ? null
            : SetError.InvalidProperties("Not every action can be done.", "actions");
    }

    public override SetError? CheckBeside(JsonObject value, IEnumerable<JsonObject> others) =>
        ForwardOf(value) is { } address
        && others.Select(ForwardOf).OfType<Address>().Append(address).Distinct().Count() > MailRule.MaxForwards
            ? SetError.InvalidProperties($"An account's rules forward to at most {MailRule.MaxForwards} addresses.", "actions")
            : null;

    private static Address? ForwardOf(JsonObject rule) =>
        rule["actions"] is JsonObject actions
        && actions["forwardTo"] is JsonValue forward
        && Address.TryParse(forward.GetValue<string>(), out var address)
            ? address
            : null;

    private static async ValueTask<bool> AreSoundAsync(RuleActions actions, MethodCall call, CancellationToken cancellationToken)
    {
        if (actions.AddKeywords.Count > MaxKeywords || !actions.AddKeywords.All(IsKeyword))
            return false;
        if (actions.ForwardTo is { } address && !Address.TryParse(address, out _))
            return false;
        if (actions.MailboxId is null)
            return true;
        var account = await call.Server.Store.ReadAsync(call.Account, StateDepth.Directory, cancellationToken);
        return actions.Mailbox is { } mailbox && account?.Directory.Find(mailbox) is not null;
    }

    // RFC 8621 §4.1.1; the flags that IMAP has itself are actions of their own.
    private static bool IsKeyword(string name) =>
        name.Length is > 0 and <= MaxName
        && name.All(letter => letter is > ' ' and <= '~' and not ('(' or ')' or '{' or ']' or '%' or '*' or '"' or '\\'))
        && name.ToLowerInvariant() is not ("$seen" or "$flagged" or "$answered" or "$draft");
}
