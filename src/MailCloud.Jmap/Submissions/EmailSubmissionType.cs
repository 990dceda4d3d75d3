using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Submissions;

namespace MailCloud.Jmap.Submissions;

/// <summary>EmailSubmission (RFC 8621 §7). How one is made and called back is in <see cref="SubmissionSet"/>.</summary>
public sealed class EmailSubmissionType() : ObjectType("EmailSubmission", Capabilities.Submission, Submission.Kind.Name), IQueriedType
{
    public override char IdPrefix => 's';

    public override IReadOnlySet<string>? Properties { get; } =
        new[]
        {
            "id",
            "identityId",
            "emailId",
            "threadId",
            "envelope",
            "sendAt",
            "undoStatus",
            "deliveryStatus",
            "dsnBlobIds",
            "mdnBlobIds",
        }.ToFrozenSet(StringComparer.Ordinal);

    public override IEnumerable<Method> Methods =>
        [
            .. base.Methods.Where(method => method.Name is not "EmailSubmission/set"),
            new Method<SubmissionSetArguments, SetResponse>(
                "EmailSubmission/set",
                Capability,
                SubmissionJson.Default.SubmissionSetArguments,
                ObjectJson.Default.SetResponse,
                (arguments, call, cancellationToken) => new SubmissionSet(this, call).RunAsync(arguments, cancellationToken)
            ),
            .. new QueryMethods<EmailSubmissionType>(this).All,
        ];

    /// <summary>Submissions are made and changed elsewhere.</summary>
    public override ValueTask<SetError?> CheckAsync(
        JsonObject value,
        KnownObject? old,
        MethodCall call,
        CancellationToken cancellationToken
    ) => new(SetError.Forbidden("A submission is not set so."));

    protected override JsonObject Show(StoredObject kept) => Show(Submission.Of(kept));

    internal static JsonObject Show(Submission submission) =>
        new()
        {
            ["identityId"] = submission.IdentityId,
            ["emailId"] = submission.EmailId,
            ["threadId"] = submission.ThreadId,
            ["envelope"] = new JsonObject
            {
                ["mailFrom"] = AddressOf(submission.MailFrom, submission.MailParameters),
                ["rcptTo"] = new JsonArray([.. submission.RcptTo.Select(address => AddressOf(address, parameters: null))]),
            },
            ["sendAt"] = UtcDateConverter.Format(submission.SendAt),
            ["undoStatus"] = UndoStatusOf(submission.Phase),
            ["deliveryStatus"] = submission.Phase is SubmissionPhase.Released ? DeliveryStatusOf(submission) : null,
            ["dsnBlobIds"] = new JsonArray(),
            ["mdnBlobIds"] = new JsonArray(),
        };

    private static string UndoStatusOf(SubmissionPhase phase) =>
        phase switch
        {
            SubmissionPhase.Held => "pending",
            SubmissionPhase.Canceled => "canceled",
            _ => "final",
        };

    private static JsonObject AddressOf(string email, IReadOnlyDictionary<string, string?>? parameters) =>
        new()
        {
            ["email"] = email,
            ["parameters"] = parameters is null
                ? null
                : new JsonObject(parameters.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        };

    // Reports of what becomes of it come to its sender as mail.
    private static JsonObject DeliveryStatusOf(Submission submission) =>
        new(
            submission.RcptTo.Select(address =>
                KeyValuePair.Create(
                    address,
                    (JsonNode?)
                        new JsonObject
                        {
                            ["smtpReply"] = "250 2.0.0 Accepted",
                            ["delivered"] = "unknown",
                            ["displayed"] = "unknown",
                        }
                )
            )
        );

    /// <summary>RFC 8621 §7.3.</summary>
    public Func<KnownObject, bool> ReadCondition(string property, JsonElement value) =>
        property switch
        {
            "identityIds" => IsOne("identityId", value),
            "emailIds" => IsOne("emailId", value),
            "threadIds" => IsOne("threadId", value),
            "undoStatus" when value.ValueKind == JsonValueKind.String => Is(property, value.GetString()!),
            "before" when DateOf(value) is { } limit => one => string.CompareOrdinal(Text(one, "sendAt"), limit) < 0,
            "after" when DateOf(value) is { } limit => one => string.CompareOrdinal(Text(one, "sendAt"), limit) >= 0,
            _ => throw MethodException.UnsupportedFilter($"EmailSubmission has no such condition {property}."),
        };

    /// <summary>RFC 8621 §7.3.</summary>
    public Func<KnownObject, string>? SortKey(string property) =>
        property switch
        {
            "emailId" or "threadId" => one => Text(one, property),
            // The RFC says sentAt where it means sendAt.
            "sentAt" or "sendAt" => one => Text(one, "sendAt"),
            _ => null,
        };

    private static Func<KnownObject, bool> IsOne(string property, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw MethodException.InvalidArguments("The condition is a list of ids.");
        var ids = list.EnumerateArray().Select(item => item.GetString()!).ToHashSet(StringComparer.Ordinal);
        return one => ids.Contains(Text(one, property));
    }

    private static Func<KnownObject, bool> Is(string property, string wanted) =>
        one => string.Equals(Text(one, property), wanted, StringComparison.Ordinal);

    private static string? DateOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && UtcDateConverter.TryParse(value.GetString()!, out var date)
            ? UtcDateConverter.Format(date)
            : null;

    private static string Text(KnownObject one, string property) => one.Value[property]!.GetValue<string>();
}
