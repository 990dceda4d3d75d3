using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;

namespace MailCloud.Jmap.Contacts;

/// <summary>AddressBook (RFC 9610 §2): an account has one, which never changes.</summary>
public static class AddressBookMethods
{
    /// <summary>The id of the one address book.</summary>
    public const string Id = "default";

    private const string State = "0";

    public static IEnumerable<Method> All =>
        [
            new Method<GetArguments, GetResponse<JsonObject>>(
                "AddressBook/get",
                Capabilities.Contacts,
                ObjectJson.Default.GetArguments,
                ObjectJson.Default.GetResponseJsonObject,
                static (arguments, call, _) => new(Get(arguments, call))
            ),
            new Method<ChangesArguments, ChangesResponse>(
                "AddressBook/changes",
                Capabilities.Contacts,
                ObjectJson.Default.ChangesArguments,
                ObjectJson.Default.ChangesResponse,
                static (arguments, call, _) => new(Changes(arguments, call))
            ),
        ];

    private static GetResponse<JsonObject> Get(GetArguments arguments, MethodCall call)
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckGet(arguments.Ids?.Count ?? 0);
        var book = new KnownObject(Id, Version: 0, Book());
        if (arguments.Properties?.FirstOrDefault(property => property is not "id" && !book.Value.ContainsKey(property)) is { } unknown)
            throw MethodException.InvalidArguments($"AddressBook has no property {unknown}.");
        var ids = arguments.Ids?.Distinct(StringComparer.Ordinal).ToList() ?? [Id];
        return new GetResponse<JsonObject>(
            account,
            State,
            [.. ids.Where(id => id is Id).Select(_ => book.With(arguments.Properties))],
            [.. ids.Where(id => id is not Id)]
        );
    }

    private static ChangesResponse Changes(ChangesArguments arguments, MethodCall call)
    {
        var account = call.CheckAccount(arguments.AccountId);
        return arguments.SinceState is State
            ? new ChangesResponse(account, State, State, HasMoreChanges: false, [], [], [])
            : throw MethodException.CannotCalculateChanges();
    }

    private static JsonObject Book() =>
        new()
        {
            ["name"] = "Contacts",
            ["description"] = null,
            ["sortOrder"] = 0,
            ["isDefault"] = true,
            ["isSubscribed"] = true,
            ["shareWith"] = null,
            ["myRights"] = new JsonObject
            {
                ["mayRead"] = true,
                ["mayWrite"] = true,
                ["mayShare"] = false,
                ["mayDelete"] = false,
            },
        };
}
