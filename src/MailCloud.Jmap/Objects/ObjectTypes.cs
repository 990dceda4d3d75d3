using MailCloud.Jmap.Contacts;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Identities;
using MailCloud.Jmap.Rules;
using MailCloud.Jmap.Settings;
using MailCloud.Jmap.Submissions;
using MailCloud.Jmap.Vacation;

namespace MailCloud.Jmap.Objects;

/// <summary>The types whose objects lie in the object store.</summary>
public static class ObjectTypes
{
    public static IReadOnlyList<ObjectType> All { get; } =
    [
        new IdentityType(),
        new VacationResponseType(),
        new MailRuleType(),
        new SettingsType(),
        new ContactCardType(),
        new EmailSubmissionType(),
    ];

    public static IEnumerable<Method> Methods => [.. All.SelectMany(type => type.Methods), .. AddressBookMethods.All];
}
