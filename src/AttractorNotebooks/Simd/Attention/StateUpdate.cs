using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>What happens to a state around the attention, for one block of lanes: the update's mixture, the sphere, layer norm.</summary>
internal static unsafe class StateUpdate<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    private const float NormEpsilon = 1e-9f;

    // Rows of a block follow one another.
    private static int Stride => LaneBlock.Size(TLanes.Width);

    /// <summary>x_i becomes a f_i + b x_i, and its length is noted.</summary>
    /// <param name="attention">f_i, rows [d].</param>
    /// <param name="state">x_i, rows [d]; changed in place.</param>
    /// <param name="norm">Receives |x_i|, one row.</param>
    /// <param name="dim">d.</param>
    /// <param name="a">Weight of the attention's output.</param>
    /// <param name="b">Weight of the token itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(float* attention, float* state, float* norm, int dim, float a, float b)
    {
        TVector gain = TLanes.Broadcast(a), retention = TLanes.Broadcast(b);
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
        {
            TVector squares = TLanes.Broadcast(0);
            for (int c = 0; c < dim; c++)
            {
                float* token = state + c * Stride + lane;
                TVector heard = TLanes.Load(attention + c * Stride + lane);
                TVector mixed = TLanes.MultiplyAdd(gain, heard, TLanes.Multiply(retention, TLanes.Load(token)));
                TLanes.Store(token, mixed);
                squares = TLanes.MultiplyAdd(mixed, mixed, squares);
            }
            TLanes.Store(norm + lane, TLanes.SquareRoot(squares));
        }
    }

    /// <summary>Divides a sample by the mean of its tokens' lengths (+ 1e-9): tokens keep their relative lengths.</summary>
    /// <param name="state">x, rows [N d]; changed in place.</param>
    /// <param name="norms">|x_i|, rows [N].</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sphere(float* state, float* norms, int tokens, int dim)
    {
        TVector fraction = TLanes.Broadcast(1f / tokens), epsilon = TLanes.Broadcast(NormEpsilon), one = TLanes.Broadcast(1);
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
        {
            TVector mean = TLanes.Broadcast(0);
            for (int i = 0; i < tokens; i++) mean = TLanes.MultiplyAdd(TLanes.Load(norms + i * Stride + lane), fraction, mean);
            TVector inverse = TLanes.Divide(one, TLanes.Add(mean, epsilon));
            for (int row = 0; row < tokens * dim; row++)
                TLanes.Store(state + row * Stride + lane, TLanes.Multiply(TLanes.Load(state + row * Stride + lane), inverse));
        }
    }

    /// <summary>
    /// Layer norm across tokens, per component; with sources given, over the known tokens only, the others staying as they are.
    /// </summary>
    /// <param name="state">x, rows [N d].</param>
    /// <param name="sources">1 where a token is known, 0 where masked, rows [N]; null where all are known.</param>
    /// <param name="seen">Receives the normalized tokens, rows [N d].</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    public static void LayerNorm(float* state, float* sources, float* seen, int tokens, int dim)
    {
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
            for (int c = 0; c < dim; c++)
            {
                float* x = state + c * Stride + lane;
                float* target = seen + c * Stride + lane;
                if (sources is null) Unmasked(x, target, tokens, dim * Stride);
                else Masked(x, sources + lane, target, tokens, dim * Stride);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unmasked(float* x, float* seen, int tokens, int stride)
    {
        TVector mean = TLanes.Broadcast(0), squares = mean, rest = mean, fraction = TLanes.Broadcast(1f / tokens);
        for (int i = 0; i < tokens; i++) mean = TLanes.Add(mean, TLanes.Load(x + i * stride));
        mean = TLanes.Multiply(mean, fraction);
        for (int i = 0; i < tokens; i++)
        {
            TVector centred = TLanes.Subtract(TLanes.Load(x + i * stride), mean);
            rest = TLanes.Add(rest, centred);
            squares = TLanes.MultiplyAdd(centred, centred, squares);
        }
        Correct(ref mean, ref squares, rest, fraction);
        TVector inverse = Inverse(TLanes.Multiply(squares, TLanes.Broadcast(1f / (tokens - 1))));
        for (int i = 0; i < tokens; i++)
            TLanes.Store(seen + i * stride, TLanes.Multiply(TLanes.Subtract(TLanes.Load(x + i * stride), mean), inverse));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Masked(float* x, float* sources, float* seen, int tokens, int stride)
    {
        TVector mean = TLanes.Broadcast(0), squares = mean, rest = mean, known = mean, half = TLanes.Broadcast(0.5f);
        for (int i = 0; i < tokens; i++)
        {
            TVector source = TLanes.Load(sources + i * Stride);
            known = TLanes.Add(known, source);
            mean = TLanes.MultiplyAdd(source, TLanes.Load(x + i * stride), mean);
        }
        // Padding lanes know nothing; one keeps their numbers finite.
        TVector fraction = TLanes.Divide(TLanes.Broadcast(1), TLanes.Max(known, TLanes.Broadcast(1)));
        mean = TLanes.Multiply(mean, fraction);
        for (int i = 0; i < tokens; i++)
        {
            TVector centred = TLanes.Multiply(TLanes.Subtract(TLanes.Load(x + i * stride), mean), TLanes.Load(sources + i * Stride));
            rest = TLanes.Add(rest, centred);
            squares = TLanes.MultiplyAdd(centred, centred, squares);
        }
        Correct(ref mean, ref squares, rest, fraction);
        TVector inverse = Inverse(TLanes.Multiply(squares, fraction));
        for (int i = 0; i < tokens; i++)
        {
            TVector value = TLanes.Load(x + i * stride);
            TVector normal = TLanes.Multiply(TLanes.Subtract(value, mean), inverse);
            TLanes.Store(seen + i * stride, TLanes.SelectGreater(TLanes.Load(sources + i * Stride), half, normal, value));
        }
    }

    // The rounded mean of equal numbers is not quite that number. Uncorrected, a component that is constant across tokens would
    // come out as rounding divided by rounding, of order 1, where 0 is right.
    private static void Correct(ref TVector mean, ref TVector squares, TVector rest, TVector fraction)
    {
        TVector shift = TLanes.Multiply(rest, fraction);
        mean = TLanes.Add(mean, shift);
        squares = TLanes.Max(TLanes.Subtract(squares, TLanes.Multiply(rest, shift)), TLanes.Broadcast(0));
    }

    private static TVector Inverse(TVector variance) =>
        TLanes.Divide(TLanes.Broadcast(1), TLanes.Add(TLanes.SquareRoot(variance), TLanes.Broadcast(NormEpsilon)));
}
