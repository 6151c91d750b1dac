namespace AttractorNotebooks.Files;

// Its content stands in src/Shared; here it is public.
public static partial class AtomicFile;
