using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Delivery.Personal;

namespace MailCloud.Jmap.Vacation;

/// <summary>VacationResponse (RFC 8621 §8): one object, which is there from the start and answers nobody.</summary>
public sealed class VacationResponseType()
    : ObjectType<VacationResponse>(
        "VacationResponse",
        Capabilities.VacationResponse,
        VacationResponse.Kind.Name,
        PersonalJson.Default.VacationResponse
    )
{
    private const int MaxSubject = 500;

    public override char IdPrefix => 'v';

    public override bool IsSingleton => true;

    protected override ValueTask<IReadOnlyDictionary<string, JsonObject>> FromTheStartAsync(
        MethodCall call,
        CancellationToken cancellationToken
    ) => new(new Dictionary<string, JsonObject>(StringComparer.Ordinal) { [VacationResponse.Id] = ToJson(new VacationResponse()) });

    protected override bool IsFromTheStart(string id) => true;

    protected override ValueTask<SetError?> CheckAsync(VacationResponse value, MethodCall call, CancellationToken cancellationToken) =>
        new(
            value.Subject is { Length: > MaxSubject } || value.Subject?.AsSpan().ContainsAny('\r', '\n') == true
                ? SetError.InvalidProperties("A subject is one line, and not long.", "subject")
            : value.FromDate >= value.ToDate ? SetError.InvalidProperties("It ends before it begins.", "fromDate", "toDate")
            : null
        );
}
