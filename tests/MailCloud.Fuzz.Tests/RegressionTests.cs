using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Fuzz.Tests.Targets;

namespace MailCloud.Fuzz.Tests;

/// <summary>Inputs that broke a parser once: Regressions/TARGET/WHAT-IT-BROKE.</summary>
public class RegressionTests
{
    public static TheoryData<string, string> Inputs =>
        [
            .. Directory
                .EnumerateFiles(FuzzFolders.Regressions, "*", SearchOption.AllDirectories)
                .Select(file => new TheoryDataRow<string, string>(Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file))),
        ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void An_input_that_broke_a_parser_breaks_it_no_more(string target, string file)
    {
        var input = File.ReadAllBytes(Path.Combine(FuzzFolders.Regressions, target, file));
        Assert.Null(Trial.Run(AllTargets.Named(target), input).Fault);
    }
}
