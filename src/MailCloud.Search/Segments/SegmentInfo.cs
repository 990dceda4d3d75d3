using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Search.Segments;

/// <summary>What a manifest says of a segment.</summary>
/// <param name="Octets">Of the blob.</param>
/// <param name="DirectoryOctets">Of the directory at its end.</param>
/// <param name="TermsLength">Octets of what is in the terms' block, which a search has in memory.</param>
internal sealed record SegmentInfo(
    SegmentId Id,
    EmailId First,
    EmailId Last,
    int Messages,
    int Octets,
    int DirectoryOctets,
    int TermsLength,
    DateTimeOffset Written
);
