using System.Net;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>That the mini-host judges a handler's answers as the real one does, or the tests that use it would prove nothing.</summary>
public class MiniFunctionsHostTests
{
    private const string Json = "application/json";

    [Fact]
    public void An_empty_object_as_json_is_success()
    {
        Assert.Equal(Verdict.Success, MiniFunctionsHost.Judge(HttpStatusCode.OK, Json, "{}"));
        Assert.Equal(Verdict.Success, MiniFunctionsHost.Judge(HttpStatusCode.Accepted, Json, "{}"));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public void An_error_is_a_failure(HttpStatusCode status) => Assert.Equal(Verdict.Failure, MiniFunctionsHost.Judge(status, Json, "{}"));

    [Theory]
    [InlineData(HttpStatusCode.NoContent, "")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "null")]
    public void An_answer_that_hangs_the_host_is_a_violation(HttpStatusCode status, string body) =>
        Assert.Equal(Verdict.Violation, MiniFunctionsHost.Judge(status, Json, body));

    [Fact]
    public void Text_is_a_violation() => Assert.Equal(Verdict.Violation, MiniFunctionsHost.Judge(HttpStatusCode.OK, "text/plain", "{}"));
}
