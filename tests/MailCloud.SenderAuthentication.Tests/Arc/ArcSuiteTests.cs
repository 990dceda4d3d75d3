using System.Text;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.SenderAuthentication.Tests.Arc;

public class ArcSuiteTests
{
    [Fact]
    public async Task Every_case_of_validation()
    {
        List<string> differences = [];
        var count = 0;
        foreach (var test in ArcSuite.Read("arc-draft-validation-tests.yml"))
        {
            // A chain that its last sealer found broken.
            var expected = test["cv"] is "" ? "Fail" : test["cv"];
            var result = await Chains.VerifyAsync(test.Dns, test.Message);
            count++;
            if (result.Status.ToString() != expected)
                differences.Add($"{test}: {expected} expected, {result}");
        }
        Assert.Equal("", string.Join("\n\n", differences));
        Assert.Equal(171, count);
    }

    /// <summary>
    /// A seal covers the signature before it with the folds of its base64, and those are every signer's own. So the results and the signature are compared first, and
    /// the seal is made over the signature as the suite's signer had it: unfolded.
    /// </summary>
    [Fact]
    public void Every_case_of_signing()
    {
        List<string> differences = [];
        var count = 0;
        foreach (var test in ArcSuite.Read("arc-draft-sign-tests.yml"))
        {
            count++;
            using var key = DkimKey.FromPem((string)test.Scenario["privatekey"]);
            var (header, body) = Messages.Split(test.Message);
            using var message = new HashedMessage(header);
            var sealer = Sealer(test, message, key);
            message.Append(body.Span);
            var written = sealer.Complete();

            using var set = new HashedMessage(written);
            Compare(test, "AAR", ValueOf(set, ArcSet.ResultsName), differences);
            Compare(test, "AMS", ValueOf(set, ArcSet.SignatureName), differences);
            if (test["AS"] is "")
            {
                Compare(test, "AS", ValueOf(set, ArcSet.SealName), differences);
                continue;
            }
            var tags = TagList.Parse(Messages.Bytes(test["AS"]));
            var seal = sealer.Seal(
                ArcSet.Find(message),
                Field(ArcSet.ResultsName, test["AAR"]),
                Field(ArcSet.SignatureName, string.Join("; ", test["AMS"].Split(';').Select(WithoutBlanks))),
                tags.Required("cv"),
                tags.Required("i"),
                tags.Required("t")
            );
            using var resealed = new HashedMessage(seal);
            Compare(test, "AS", ValueOf(resealed, ArcSet.SealName), differences);
        }
        Assert.Equal("", string.Join("\n\n", differences));
        Assert.Equal(17, count);
    }

    private static ArcSealer Sealer(ArcCase test, HashedMessage message, DkimKey key) =>
        new(
            message,
            new DkimSigningKey((string)test.Scenario["domain"], (string)test.Scenario["sel"], key),
            test["srv-id"],
            new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(long.Parse(test["t"]))),
            [.. test["sig-headers"].Split(':')]
        );

    private static void Compare(ArcCase test, string name, string actual, List<string> differences)
    {
        if (WithoutBlanks(test[name]) != WithoutBlanks(actual))
            differences.Add($"{test} {name}:\n{test[name]}\n{actual}");
    }

    private static string ValueOf(HashedMessage set, string name) =>
        set.Places(name) is [var place] ? Encoding.UTF8.GetString(set.FieldAt(place).Span[set.ValueStart(place)..]) : "";

    private static byte[] Field(string name, string value) => Messages.Bytes($"{name}: {value.ReplaceLineEndings("\r\n ")}\r\n");

    private static string WithoutBlanks(string text) => new([.. text.Where(c => !char.IsWhiteSpace(c))]);
}
