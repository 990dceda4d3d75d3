using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>Asks a rule's conditions of a message.</summary>
internal static class RuleEvaluation
{
    /// <summary>Whether the rule is about the message.</summary>
    public static async ValueTask<bool> MatchesAsync(MailRule rule, DeliveredMessage message, CancellationToken cancellationToken)
    {
        foreach (var condition in rule.Conditions)
        {
            var isMet = await IsMetAsync(condition, message, cancellationToken);
            if (isMet != (rule.Match is RuleMatch.All))
                return isMet;
        }
        return rule.Match is RuleMatch.All;
    }

    private static async ValueTask<bool> IsMetAsync(RuleCondition condition, DeliveredMessage message, CancellationToken cancellationToken)
    {
        if (condition.Field is RuleField.Size)
            return condition.Test is RuleTest.Larger ? message.Summary.Size > condition.Octets : message.Summary.Size < condition.Octets;
        var texts = await TextsAsync(condition.Field, message, cancellationToken);
        return condition.Test is RuleTest.Is
            ? texts.Any(text => string.Equals(text, condition.Value.Trim(), StringComparison.OrdinalIgnoreCase))
            : texts.Any(text => text.Contains(condition.Value.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    private static async ValueTask<IEnumerable<string>> TextsAsync(
        RuleField field,
        DeliveredMessage message,
        CancellationToken cancellationToken
    )
    {
        var envelope = message.Summary.Envelope;
        return field switch
        {
            RuleField.From => TextsOf(envelope.From),
            RuleField.To => TextsOf(envelope.To),
            RuleField.Cc => TextsOf(envelope.Cc),
            RuleField.Subject => [HeaderText.Decode(envelope.Subject ?? "")],
            RuleField.List => await ListsAsync(),
            _ =>
            [
                .. TextsOf([.. envelope.From, .. envelope.To, .. envelope.Cc]),
                HeaderText.Decode(envelope.Subject ?? ""),
                .. await ListsAsync(),
            ],
        };

        async ValueTask<IEnumerable<string>> ListsAsync() =>
            (await message.ReadHeaderAsync(cancellationToken)).Values["List-Id"].SelectMany(NamesOfList);
    }

    /// <summary>Of each address its name, itself, and both together as people write them.</summary>
    private static IEnumerable<string> TextsOf(IReadOnlyList<EnvelopeAddress> addresses)
    {
        foreach (var address in addresses.Where(address => address.Host is not null))
        {
            var (name, mailbox) = (HeaderText.Decode(address.Name ?? ""), $"{address.Mailbox}@{address.Host}");
            yield return mailbox;
            if (name.Length == 0)
                continue;
            yield return name;
            yield return $"{name} <{mailbox}>";
        }
    }

    /// <summary>The field <c>Name of the list &lt;list.example.org&gt;</c>, and what is in the brackets alone.</summary>
    private static IEnumerable<string> NamesOfList(string field)
    {
        yield return HeaderText.Decode(field);
        if (field.LastIndexOf('<') is >= 0 and var start && field.IndexOf('>', start) is >= 0 and var end)
            yield return field[(start + 1)..end];
    }
}
