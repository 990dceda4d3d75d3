using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MailCloud.Mail.Quotas;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud quota set ADDRESS|DOMAIN [--space SIZE|none] [--messages COUNT|none]</c></summary>
internal static class QuotaSet
{
    public static Command Create(CommandContext context)
    {
        var target = QuotaTarget.Argument(ArgumentArity.ExactlyOne);
        var space = Limit("--space", "SIZE|none", "Octets of all messages, e.g. 500M or 2G", Sizes.TryParse);
        var messages = Limit("--messages", "COUNT|none", "Messages in all mailboxes", TryParseCount);
        var command = new Command("set", "Limit what an account may hold, or the accounts of a domain that have no limits of their own")
        {
            target,
            space,
            messages,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(space) is null && result.GetResult(messages) is null)
                result.AddError("Nothing to set: give --space or --messages.");
        });
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var accounts = await storage.OpenAsync(parsed, cancel);
                var wanted = new Quota(parsed.GetValue(space), parsed.GetValue(messages));
                return await parsed.GetRequiredValue(target).ChangeAsync(accounts, wanted.Or, context.Terminal, cancel);
            }
        );
        return command;
    }

    private delegate bool TryParse(string text, out long limit);

    private static Option<long?> Limit(string name, string form, string description, TryParse tryParse) =>
        new(name)
        {
            Description = description,
            HelpName = form,
            CustomParser = result => Parse(result, form, tryParse),
        };

    private static long? Parse(ArgumentResult result, string form, TryParse tryParse)
    {
        var text = result.Tokens[0].Value;
        if (text is "none")
            return Quota.Unlimited;
        if (tryParse(text, out var limit))
            return limit;
        result.AddError($"'{text}' is no limit: write {form}.");
        return null;
    }

    private static bool TryParseCount(string text, out long count) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
}
