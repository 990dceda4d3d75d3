using System.IO.Pipelines;
using MailCloud.Webmail.Rendering;

namespace MailCloud.Webmail.Images;

/// <summary>A picture on its way from another server.</summary>
internal sealed class RemoteImage : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly Stream content;
    private readonly ReadOnlyMemory<byte> start;

    private RemoteImage(HttpResponseMessage response, Stream content, ReadOnlyMemory<byte> start, string mediaType) =>
        (this.response, this.content, this.start, MediaType) = (response, content, start, mediaType);

    /// <summary>As its octets say.</summary>
    public string MediaType { get; }

    /// <summary>Null: it is no picture, too large, or compressed in a way that was not asked for. The response is then disposed.</summary>
    public static async ValueTask<RemoteImage?> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            if (
                response is { IsSuccessStatusCode: true, Content.Headers: { ContentEncoding.Count: 0 } headers }
                && (headers.ContentLength ?? 0) <= ImageProxy.MaxOctets
            )
            {
                var octets = await response.Content.ReadAsStreamAsync(cancellationToken);
                var first = new byte[PictureTypes.Signature];
                var length = await octets.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
                if (PictureTypes.Sniff(first.AsSpan(0, length)) is { } mediaType)
                    return new RemoteImage(response, octets, first.AsMemory(0, length), mediaType);
            }
            response.Dispose();
            return null;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>False: there was more than <see cref="ImageProxy.MaxOctets"/>; that much was written.</summary>
    public async ValueTask<bool> CopyAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(start, cancellationToken);
        long written = start.Length;
        while (written <= ImageProxy.MaxOctets)
        {
            var count = await content.ReadAsync(destination.GetMemory(16 * 1024), cancellationToken);
            if (count == 0)
                return true;
            destination.Advance(count);
            written += count;
            await destination.FlushAsync(cancellationToken);
        }
        return false;
    }

    public void Dispose() => response.Dispose();
}
