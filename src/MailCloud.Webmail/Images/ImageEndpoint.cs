using MailCloud.Jmap.Http;
using MailCloud.Webmail.Rendering;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Webmail.Images;

/// <summary><c>GET /webmail/image?u=…&amp;s=…</c>: a picture of another server, for an account that has a message with it.</summary>
internal sealed class ImageEndpoint(ImageAddresses addresses, ImageProxy proxy, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var (query, account) = (context.Request.Query, context.Account());
        FrameHeaders.SetForRemotePicture(context.Response);
        if (
            query["u"] is not [{ Length: > 0 } picture]
            || query["s"] is not [{ } signature]
            || !addresses.IsSigned(account, picture, signature)
        )
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var limit = new CancellationTokenSource(ImageProxy.Limit, time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            using var turn = await proxy.TakeTurnAsync(account, cancel.Token);
            await (
                turn.IsAcquired ? ForwardAsync(context, picture, cancel.Token) : FailAsync(context, StatusCodes.Status429TooManyRequests)
            );
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, StatusCodes.Status504GatewayTimeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await FailAsync(context, StatusCodes.Status502BadGateway);
        }
    }

    private async Task ForwardAsync(HttpContext context, string picture, CancellationToken cancellationToken)
    {
        using var image = await proxy.OpenAsync(picture, cancellationToken);
        if (image is null)
        {
            await FailAsync(context, StatusCodes.Status404NotFound);
            return;
        }
        context.Response.ContentType = image.MediaType;
        if (!await image.CopyAsync(context.Response.BodyWriter, cancellationToken))
            context.Abort();
    }

    /// <summary>Half a picture must not pass for a whole one, and a failure is not to be kept.</summary>
    private static Task FailAsync(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
