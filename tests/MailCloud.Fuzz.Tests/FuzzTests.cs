using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Fuzz.Tests.Targets;

namespace MailCloud.Fuzz.Tests;

/// <summary>
/// Whatever strangers send, each parser either reads it or refuses it in the way that its documentation says, and takes no more memory and time than such an input may. README.md
/// tells how to fuzz for longer and what to do with an input that was found.
/// </summary>
public class FuzzTests
{
    public static TheoryData<string> Names =>
        [.. AllTargets.All.Select(target => target.Name).Where(name => name.Contains(FuzzSettings.Only, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_parser_keeps_its_word_whatever_it_is_given(string name)
    {
        var campaign = new Campaign(AllTargets.Named(name), FuzzSettings.Time, FuzzSettings.Seed);
        await campaign.RunAsync(TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{name}: {campaign.Trials} inputs from seed {FuzzSettings.Seed}");
    }
}
