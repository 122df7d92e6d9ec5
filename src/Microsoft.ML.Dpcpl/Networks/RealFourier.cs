using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// The orthonormal real Fourier transform along time (eq. 2) and its inverse, in a layout that suits the filter:
/// time stands first, the spectrum is [F, 2, columns] with real and imaginary part as rows, F = T/2 + 1.
/// </summary>
/// <remarks>
/// Short windows are transformed by one matrix product with the DFT matrix, which beats the FFT there; long ones by the FFT.
/// Both give the same numbers up to rounding. The crossover was measured, see docs/results/speed.md.
/// </remarks>
internal static class RealFourier
{
    /// <summary>Windows up to this length go through the DFT matrix.</summary>
    public const int MatrixLimit = 160;

    private static readonly ConcurrentDictionary<(int Length, ScalarType Type, string Device), (Tensor Forward, Tensor Inverse)> s_matrices = new();

    public static int FrequencyCount(int length) => (length / 2) + 1;

    /// <summary>[T, columns] to [F, 2, columns].</summary>
    public static Tensor Forward(Tensor x)
    {
        int length = (int)x.shape[0];
        return length <= MatrixLimit ? ByMatrix(x) : ByFft(x);
    }

    /// <summary>[F, 2, columns] back to [T, columns]; imaginary parts of the zero and the Nyquist frequency have no effect.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="length">T.</param>
    /// <param name="lastOnly">Only the last row of the result, [1, columns].</param>
    public static Tensor Inverse(Tensor spectrum, int length, bool lastOnly = false)
    {
        if (length > MatrixLimit && !lastOnly)
            return InverseByFft(spectrum, length);
        Tensor matrix = Matrices(length, spectrum.dtype, spectrum.device).Inverse;
        Tensor rows = lastOnly ? matrix.narrow(0, length - 1, 1) : matrix;
        return rows.mm(spectrum.reshape(2 * FrequencyCount(length), -1));
    }

    /// <summary>The weights that give the last row of the inverse: [2, F], for the real and for the imaginary parts.</summary>
    public static Tensor LastRow(int length, ScalarType type, Device device) =>
        Matrices(length, type, device).Inverse.select(0, length - 1).reshape(-1, 2).t();

    internal static Tensor ByMatrix(Tensor x)
    {
        int length = (int)x.shape[0];
        return Matrices(length, x.dtype, x.device).Forward.mm(x).reshape(FrequencyCount(length), 2, -1);
    }

    internal static Tensor ByFft(Tensor x) =>
        view_as_real(fft.rfft(x, dim: 0, norm: FFTNormType.Ortho)).permute(0, 2, 1).contiguous();

    internal static Tensor InverseByFft(Tensor spectrum, int length) =>
        fft.irfft(view_as_complex(spectrum.permute(0, 2, 1).contiguous()), length, dim: 0, norm: FFTNormType.Ortho);

    // Cached for the life of the process: a few kilobytes for each length in use.
    private static (Tensor Forward, Tensor Inverse) Matrices(int length, ScalarType type, Device device) =>
        s_matrices.GetOrAdd((length, type, device.ToString()), key => Create(key.Length, type, device));

    private static (Tensor Forward, Tensor Inverse) Create(int length, ScalarType type, Device device)
    {
        int frequencies = FrequencyCount(length);
        var forward = new double[2 * frequencies * length];
        var inverse = new double[length * 2 * frequencies];
        double scale = 1 / Math.Sqrt(length);
        for (int f = 0; f < frequencies; f++)
        {
            // Every frequency but zero and Nyquist stands for itself and its mirror image.
            double weight = f == 0 || 2 * f == length ? scale : 2 * scale;
            for (int t = 0; t < length; t++)
            {
                (double sine, double cosine) = Math.SinCos(2 * Math.PI * ((long)f * t % length) / length);
                forward[(2 * f * length) + t] = scale * cosine;
                forward[(((2 * f) + 1) * length) + t] = -scale * sine;
                inverse[(t * 2 * frequencies) + (2 * f)] = weight * cosine;
                inverse[(t * 2 * frequencies) + (2 * f) + 1] = weight * -sine;
            }
        }

        using var scope = NewDisposeScope();
        Tensor To(double[] values, long rows, long columns) =>
            tensor(values, [rows, columns], ScalarType.Float64, CPU).to(type, device).DetachFromDisposeScope();
        return (To(forward, 2 * frequencies, length), To(inverse, length, 2 * frequencies));
    }
}
